using System.Diagnostics;
using System.Text.Unicode;
using Bridge.Diagnostics;
using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Sessions;

/// <summary>The way out: checks a payload once, appends it, hints to every node.</summary>
internal sealed class Publisher(ChannelRules rules, IChannelLog log, IBackplane backplane, SessionOptions options, BridgeMeter meter, ICheckpoints? checkpoints = null) : IPublisher
{
    public async ValueTask<Position> PublishAsync(
        ChannelName channel, Payload payload, Audience? audience, string? idempotencyKey, CancellationToken cancellationToken)
    {
        Check(channel, payload, idempotencyKey);
        var result = await AppendAsync(channel, new[] { new Entry(payload, audience ?? Audience.Everyone, idempotencyKey, checkpoints?.After(channel, payload)) }, null, cancellationToken).ConfigureAwait(false);
        return result.Last;
    }

    public async ValueTask<PublishResult> PublishAsync(
        ChannelName channel, IReadOnlyList<Payload> payloads, Audience? audience, string? idempotencyKey, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(payloads.Count, nameof(payloads));
        var entries = new Entry[payloads.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            Check(channel, payloads[i], idempotencyKey);
            entries[i] = new Entry(payloads[i], audience ?? Audience.Everyone, idempotencyKey is null || i == 0 ? idempotencyKey : $"{idempotencyKey}#{i}", checkpoints?.After(channel, payloads[i]));
        }

        var result = await AppendAsync(channel, entries, null, cancellationToken).ConfigureAwait(false);
        return new PublishResult(result.Last, result.Status == AppendStatus.Duplicate);
    }

    /// <summary>Appends what was checked. Everything that enters a log enters here.</summary>
    /// <exception cref="BridgeException">The store is full, or a key came before with another payload.</exception>
    public async ValueTask<AppendResult> AppendAsync(ChannelName channel, ReadOnlyMemory<Entry> entries, Position? expected, CancellationToken cancellationToken)
    {
        using var activity = BridgeActivities.IsListenedTo ? BridgeActivities.Publish(rules.Find(channel)?.Pattern, entries.Length) : null;
        try
        {
            var result = await log.AppendAsync(channel, entries, expected, cancellationToken).ConfigureAwait(false);
            return Taken(channel, entries.Length, result, activity);
        }
        catch (Exception fault) when (BridgeActivities.Failed(activity, fault))
        {
            throw;
        }
    }

    private AppendResult Taken(ChannelName channel, int entries, AppendResult result, Activity? activity)
    {
        switch (result.Status)
        {
            case AppendStatus.Appended:
                BridgeActivities.Published(activity, channel, result.Last);
                meter.Messages.Published(entries);
                backplane.Send(Signal.News(channel, result.Last));
                return result;
            case AppendStatus.Duplicate:
                meter.Messages.Duplicate(entries);
                return result;
            case AppendStatus.Full:
                throw new BridgeException(Refusal.StoreFull);
            case AppendStatus.KeyConflict:
                throw new BridgeException(Refusal.IdempotencyConflict);
            default:
                return result;
        }
    }

    /// <summary>What is wrong with a payload, or null.</summary>
    public Refusal? Fault(Payload payload)
    {
        if (payload.Bytes.Length > options.MaxPayloadBytes)
        {
            return Refusal.PayloadTooLarge;
        }

        // The JSON reader passes over bytes that are no UTF-8. In a text frame they would make every client close its socket, and again after each resume.
        var isText = payload.Kind == PayloadKind.Binary || Utf8.IsValid(payload.Bytes.Span);
        return isText && (payload.Kind != PayloadKind.Json || JsonText.IsValid(payload.Bytes.Span, options.MaxJsonDepth)) ? null : Refusal.Json;
    }

    /// <exception cref="BridgeException">It may not be published.</exception>
    public void Check(ChannelName channel, Payload payload, string? idempotencyKey)
    {
        if (rules.Find(channel) is null)
        {
            throw new BridgeException(Refusal.ChannelForbidden, $"Declare '{channel}' in AddBridge(o => o.Channels.Add(…)).");
        }

        if (idempotencyKey is not null && (idempotencyKey.Length is 0 or > 128 || idempotencyKey.AsSpan().ContainsAnyExceptInRange(' ', '~')))
        {
            throw new ArgumentException("An idempotency key has 1 to 128 printable ASCII characters.", nameof(idempotencyKey));
        }

        if (Fault(payload) is { } fault)
        {
            throw new BridgeException(fault);
        }
    }
}
