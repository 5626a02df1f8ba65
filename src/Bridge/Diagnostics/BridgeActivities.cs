using System.Diagnostics;
using Bridge.Messaging;

namespace Bridge.Diagnostics;

/// <summary>The activities of the source <c>Bridge</c>: what a trace shows between the application and the client. While nobody listens none is made.</summary>
/// <remarks>
/// A request, and a socket for as long as it lives, is ASP.NET's activity; a poll of a backend is HttpClient's. Of a channel only the pattern it was declared by is told: names may hold a user's.
/// No payload, no token, no session.
/// </remarks>
internal static class BridgeActivities
{
    /// <summary>The source's name.</summary>
    public const string Name = "Bridge";

    private const int MaxLinks = 32;

    private static readonly ActivitySource Source = new(Name);
    private static readonly PublishTraces Traces = new();

    /// <summary>Whether somebody listens: asked before anything is looked up for an activity.</summary>
    public static bool IsListenedTo => Source.HasListeners();

    /// <summary>Messages are about to be appended.</summary>
    public static Activity? Publish(string? pattern, int messages) => Source.StartActivity("publish", ActivityKind.Producer) is { } activity ? Describe(activity, "publish", pattern, messages) : null;

    /// <summary>They were. What is delivered from here with the last of them belongs to the same trace.</summary>
    public static void Published(Activity? activity, ChannelName channel, Position last)
    {
        if (activity is not null)
        {
            activity.SetTag("bridge.position", last.ToString());
            if (activity.Recorded)
            {
                Traces.Add(channel, last, activity.Context);
            }
        }
    }

    /// <summary>A batch is about to be written: an activity when the publishing of one of its messages was recorded on this node lately.</summary>
    public static Activity? Deliver(Batch batch, string transport)
    {
        if (batch.Messages.Count == 0 || !Source.HasListeners())
        {
            return null;
        }

        ActivityContext? parent = null;
        List<ActivityLink>? links = null;
        foreach (var message in batch.Messages)
        {
            if (Traces.Find(message.Channel, message.Position) is not { } publish)
            {
                continue;
            }

            if (parent is null)
            {
                parent = publish;
            }
            else if ((links ??= []).Count < MaxLinks)
            {
                links.Add(new ActivityLink(publish));
            }
        }

        if (parent is null)
        {
            return null;
        }

        if (Activity.Current is { } connection)
        {
            (links ??= []).Add(new ActivityLink(connection.Context));
        }

        var activity = Source.StartActivity("deliver", ActivityKind.Consumer, parent.Value, links: links);
        return activity is null ? null : Describe(activity, "deliver", null, batch.Messages.Count).SetTag("bridge.transport", transport);
    }

    /// <summary>A submission is about to be handled.</summary>
    public static Activity? Submit(string? pattern) => Source.StartActivity("submit", ActivityKind.Consumer) is { } activity ? Describe(activity, "process", pattern, 1) : null;

    /// <summary>It was.</summary>
    public static void Submitted(Activity? activity, ServerReply reply)
    {
        if (activity is not null && reply is ServerReply.SubmitRefused refused)
        {
            Fail(activity, refused.Refusal.IsCustom ? "application" : refused.Refusal.Code, refused.Refusal.Status >= 500);
        }
    }

    /// <summary>It failed. Says false, so that it can stand in an exception filter.</summary>
    public static bool Failed(Activity? activity, Exception fault)
    {
        if (activity is not null)
        {
            Fail(activity, Faults.TypeOf(fault), isFault: true);
        }

        return false;
    }

    private static void Fail(Activity activity, string? type, bool isFault)
    {
        activity.SetTag("error.type", type);
        if (isFault)
        {
            activity.SetStatus(ActivityStatusCode.Error);
        }
    }

    private static Activity Describe(Activity activity, string operation, string? pattern, int messages)
    {
        if (activity.IsAllDataRequested)
        {
            activity.SetTag("messaging.system", "bridge").SetTag("messaging.operation.name", operation).SetTag("messaging.batch.message_count", messages);
            if (pattern is not null)
            {
                activity.SetTag("messaging.destination.template", pattern);
            }
        }

        return activity;
    }
}
