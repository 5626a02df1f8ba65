using System.Text.Json.Nodes;
using Bridge.Messaging;
using Bridge.TestKit.Wires;

namespace Bridge.TestKit.Clients;

/// <summary>What a client knows of its session, whatever carries it: one counter of attempts, one cursor, one outbox. Safe from any thread.</summary>
internal sealed class NativeSession
{
    private readonly Lock _lock = new();
    private readonly Interests _interests = new();
    private readonly Dictionary<string, Position> _cursor = [];
    private readonly int[] _switches = new int[2];
    private CarrierKind? _carried;
    private object? _owner;
    private long _attempt;

    public NativeSession(IWitness? witness)
    {
        Inbox = new Inbox(witness);
        Outbox = new Outbox(Changed);
    }

    /// <summary>There may be something to say.</summary>
    public Change Changed { get; } = new();

    public Inbox Inbox { get; }

    public Outbox Outbox { get; }

    public string Page { get; } = Guid.NewGuid().ToString("N");

    /// <summary>The public id.</summary>
    public string? Id { get; private set; }

    public string? Token { get; private set; }

    /// <summary>How often the session went over to this carrier from the other one, counted when the server spoke over it.</summary>
    public IReadOnlyList<int> Switches => _switches;

    /// <summary>How many sessions were begun.</summary>
    public int Begun { get; private set; }

    /// <summary>Whether the server has confirmed every subscription.</summary>
    public bool IsSettled
    {
        get
        {
            lock (_lock)
            {
                return Token is not null && _interests.AreSettled;
            }
        }
    }

    /// <summary>From now on this carrier speaks for the session; one that spoke before takes no more attempts.</summary>
    public void Own(object carrier)
    {
        lock (_lock)
        {
            _owner = carrier;
        }
    }

    public void Subscribe(string channel, string? since)
    {
        lock (_lock)
        {
            _interests.Add(channel, since);
        }

        Changed.Raise();
    }

    public void Unsubscribe(string channel)
    {
        lock (_lock)
        {
            _interests.Remove(channel);
            _cursor.Remove(channel);
        }

        Changed.Raise();
    }

    /// <summary>Begins the session, or goes on with it; null when another carrier speaks for it by now.</summary>
    public JsonObject? Open(object carrier)
    {
        lock (_lock)
        {
            return _owner != carrier ? null
                : Token is null ? Say.Open(page: Page, subscribe: [.. _interests.Subscribes(_cursor)])
                : Say.Open(Token, Page, ++_attempt, [.. _cursor], [.. _interests.Subscribes(_cursor)]);
        }
    }

    /// <summary>A poll, after what has to be said before it; null when another carrier speaks for the session by now.</summary>
    public JsonArray? Poll(object carrier, out long attempt)
    {
        lock (_lock)
        {
            attempt = _attempt + 1;
            var said = -1;
            return _owner != carrier ? null : new JsonArray([.. _interests.Take(ref said, _cursor), Say.Poll(Page, ++_attempt, [.. _cursor])]);
        }
    }

    /// <summary>Subscriptions that this carrier has not spoken of.</summary>
    public IReadOnlyList<JsonObject> Wishes(ref int said)
    {
        lock (_lock)
        {
            return _interests.Take(ref said, _cursor);
        }
    }

    public KeyValuePair<string, Position>[] Cursor()
    {
        lock (_lock)
        {
            return [.. _cursor];
        }
    }

    /// <summary>Whether nothing newer was asked than this attempt.</summary>
    public bool IsNewest(long attempt)
    {
        lock (_lock)
        {
            return attempt >= _attempt;
        }
    }

    /// <summary>The server spoke over this carrier while it owned the session.</summary>
    public void Carried(object carrier, CarrierKind kind)
    {
        lock (_lock)
        {
            if (_owner == carrier && _carried != kind)
            {
                _switches[(int)kind] += _carried is null ? 0 : 1;
                _carried = kind;
            }
        }
    }

    /// <summary>The session is lost: the next one goes on from the handlers' cursor.</summary>
    public void Reopen()
    {
        lock (_lock)
        {
            Token = null;
            _attempt = 0;
            _interests.Restart();
        }
    }

    /// <summary>Takes in what the server said.</summary>
    /// <returns>Whether a message was handled.</returns>
    public bool Handle(Envelope envelope)
    {
        switch (envelope.Type)
        {
            case "opened":
                Opened(envelope);
                return false;
            case "accepted":
            case "refused" when envelope.Channel is null:
                Outbox.Resolve(envelope);
                return false;
            default:
                lock (_lock)
                {
                    return HandleInChannel(envelope);
                }
        }
    }

    private bool HandleInChannel(Envelope envelope)
    {
        var channel = envelope.Channel;
        if (channel is null)
        {
            return false;
        }

        switch (envelope.Type)
        {
            case "subscribed":
                _interests.Confirm(channel);
                _cursor.TryAdd(channel, envelope.Position!.Value);
                Inbox.Touch();
                return false;
            case "unsubscribed":
                _interests.ConfirmLeft(channel);
                Inbox.Touch();
                return false;
            case "refused":
                _interests.Remove(channel);
                _interests.ConfirmLeft(channel);
                return false;
        }

        if (!_interests.Wants(channel) || envelope.Position is not { } position)
        {
            return false; // still under way when it was unsubscribed
        }

        var known = _cursor.TryGetValue(channel, out var cursor);
        if (envelope.Type == "gap")
        {
            HandleGap(channel, envelope.Reason!, position);
            return false;
        }

        if (known && cursor.Epoch == position.Epoch && position.Offset <= cursor.Offset)
        {
            if (envelope.Type == "message")
            {
                Inbox.AddRepeat();
            }

            return false;
        }

        if (envelope.Type == "message")
        {
            Inbox.Add(new Seen(channel, position, envelope.Payload)); // under the lock: two carriers may overlap, handlers don't
        }

        _cursor[channel] = position;
        return envelope.Type == "message";
    }

    /// <summary>A gap that was told over the other carrier before is none.</summary>
    private void HandleGap(string channel, string reason, Position resume)
    {
        if (_cursor.TryGetValue(channel, out var handled) && handled.Epoch == resume.Epoch
            && (handled.Offset == resume.Offset || (reason != "ahead" && resume.Offset < handled.Offset)))
        {
            return;
        }

        _cursor[channel] = resume;
        Inbox.AddGap(channel, reason, resume);
    }

    private void Opened(Envelope opened)
    {
        lock (_lock)
        {
            if (opened.Token is { } token)
            {
                Token = token;
                Id = opened.Json.GetProperty("session").GetString();
                Begun++;
                _attempt = opened.Attempt!.Value;
                Outbox.Begin(opened.Json.GetProperty("submit").GetInt64());
            }
        }

        Inbox.Touch();
        Changed.Raise();
    }
}
