using System.Collections.Concurrent;
using System.Diagnostics;
using Bridge.Diagnostics;
using Bridge.Messaging;
using Bridge.TestKit.Hosting;

namespace Bridge.Tests.Diagnostics;

public sealed class ActivityTests : IDisposable
{
    private readonly ActivityListener _listener = new() { ShouldListenTo = source => source.Name == BridgeActivities.Name, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded };
    private readonly ConcurrentQueue<Activity> _stopped = [];

    public ActivityTests()
    {
        _listener.ActivityStopped = _stopped.Enqueue;
        ActivitySource.AddActivityListener(_listener);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _listener.Dispose();

    [Theory]
    [InlineData("websocket")]
    [InlineData("long_polling")]
    public async Task A_delivery_belongs_to_the_trace_of_its_publish_and_links_to_its_connection(string transport)
    {
        await using var host = await TestHost.StartAsync(options => options.Channels.Add("private:*"));
        using var caller = new Activity("caller").Start();
        await using var socket = await NativeSocket.OpenAsync(host);
        var polls = new NativePolls(host);
        if (transport == "websocket")
        {
            await socket.AskAsync("""{"type":"open","subscribe":[{"channel":"private:canary"}]}""", "subscribed");
        }
        else
        {
            await polls.OpenAsync("private:canary");
        }

        var position = await host.Publisher.PublishAsync("private:canary", Payload.Text("canary"), cancellationToken: Stop);
        if (transport == "websocket")
        {
            await socket.NextAsync("message");
        }
        else
        {
            await polls.PollAsync("""{"type":"poll"}""");
        }

        await host.StopAsync();
        var mine = _stopped.Where(activity => activity.TraceId == caller.TraceId && activity.OperationName is "publish" or "deliver").ToList();
        var publish = Assert.Single(mine, activity => activity.OperationName == "publish" && activity.TraceId == caller.TraceId);
        var deliver = Assert.Single(mine, activity => activity.OperationName == "deliver" && activity.TraceId == caller.TraceId);
        Assert.Equal((caller.SpanId, ActivityKind.Producer), (publish.ParentSpanId, publish.Kind));
        Assert.Equal((publish.SpanId, ActivityKind.Consumer), (deliver.ParentSpanId, deliver.Kind));
        Assert.Equal(position.ToString(), publish.GetTagItem("bridge.position"));
        Assert.Equal("private:*", publish.GetTagItem("messaging.destination.template"));
        Assert.Equal(transport, deliver.GetTagItem("bridge.transport"));
        Assert.DoesNotContain(mine.SelectMany(activity => activity.TagObjects), tag => $"{tag.Value}".Contains("canary", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_submission_is_an_activity_around_its_handler_and_names_why_it_was_refused()
    {
        var traces = new ConcurrentQueue<string?>();
        await using var host = await TestHost.StartAsync(options => options.Channels.Add("traced:*", channel => channel.Handle((submission, _) =>
        {
            traces.Enqueue(Activity.Current?.OperationName);
            return submission.Channel == "traced:good" ? ValueTask.FromResult(Outcome.Done) : throw new InvalidOperationException("canary");
        })));
        var polls = new NativePolls(host);
        await polls.OpenAsync("traced:good");
        await polls.SendAsync("""[{"type":"submit","id":1,"channel":"traced:good","data":1},{"type":"submit","id":2,"channel":"traced:bad","data":1}]""");

        var submits = _stopped.Where(activity => activity.OperationName == "submit" && "traced:*".Equals(activity.GetTagItem("messaging.destination.template"))).ToList();
        Assert.Equal(["submit", "submit"], traces);
        Assert.Equal([(ActivityStatusCode.Unset, null), (ActivityStatusCode.Error, "handler_failed")], submits.Select(activity => (activity.Status, activity.GetTagItem("error.type"))));
        Assert.DoesNotContain(submits.SelectMany(activity => activity.TagObjects), tag => $"{tag.Value}".Contains("canary", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_a_message_for_very_many_the_first_deliveries_are_shown()
    {
        await using var host = await TestHost.StartAsync();
        using var caller = new Activity("caller").Start();
        var start = await host.Publisher.PublishAsync("news", Payload.Text("0"), cancellationToken: Stop);
        await host.Publisher.PublishAsync("news", Payload.Text("1"), cancellationToken: Stop);
        for (var n = 0; n < 40; n++)
        {
            await host.Http.GetStringAsync($"/bridge/channels/news/messages?after={start}&wait=0s", Stop);
        }

        Assert.Equal(32, _stopped.Count(activity => activity.OperationName == "deliver" && activity.TraceId == caller.TraceId));
    }
}
