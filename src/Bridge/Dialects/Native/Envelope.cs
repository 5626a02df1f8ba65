using Bridge.Messaging;

namespace Bridge.Dialects.Native;

/// <summary>The members of one envelope as they came, before its type says which of them count.</summary>
internal struct Envelope
{
    public string? Type;
    public string? Token;
    public string? Page;
    public string? Pad;
    public string? Channel;
    public string? Ticket;
    public long? Attempt;
    public long? Id;
    public double? Wait;
    public Since Since;
    public Cursor? Positions;
    public List<(string Channel, Since Since, string? Ticket)>? Subscribe;
    public Payload? Payload;

    /// <summary>Some member was not what it must be.</summary>
    public bool Malformed;

    /// <summary>Says what the envelope means.</summary>
    /// <returns>Whether it means anything.</returns>
    public readonly bool TryAdd(List<ClientIntent> intents)
    {
        if (Malformed)
        {
            return false;
        }

        switch (Type)
        {
            case "ack" when Positions is not null:
                intents.Add(new ClientIntent.Ack(Positions));
                return true;
            case "ping":
                intents.Add(ClientIntent.Ping.Instance);
                return true;
            case "pong":
                intents.Add(ClientIntent.Pong.Instance);
                return true;
            case "submit" when Channel is not null && Payload is { } payload:
                intents.Add(ChannelName.TryParse(Channel, out var to)
                    ? new ClientIntent.Submit(Id, to, payload)
                    : new ClientIntent.SubmitInvalid(Id, Refusal.ChannelName));
                return true;
            case "poll" when Wait is null or >= 0:
                intents.Add(new ClientIntent.Poll(Page, Attempt, Positions, Wait is { } wait ? TimeSpan.FromMilliseconds(Math.Min(wait, int.MaxValue)) : null));
                return true;
            case "open":
                intents.Add(new ClientIntent.Open(Token is null ? null : new SessionToken(Token), Page, Attempt, Positions));
                foreach (var (channel, since, ticket) in Subscribe ?? [])
                {
                    intents.Add(Subscription(channel, since, ticket));
                }

                return true;
            case "subscribe" when Channel is not null:
                intents.Add(Subscription(Channel, Since, Ticket));
                return true;
            case "unsubscribe" when ChannelName.TryParse(Channel, out var left):
                intents.Add(new ClientIntent.Unsubscribe(left));
                return true;
            case "probe" when (Pad?.Length ?? 0) <= 2_048:
                intents.Add(new ClientIntent.Probe(Pad ?? ""));
                return true;
            case "close":
                intents.Add(new ClientIntent.Close());
                return true;
            default:
                return false;
        }
    }

    private static ClientIntent Subscription(string channel, Since since, string? ticket) =>
        ChannelName.TryParse(channel, out var name)
            ? new ClientIntent.Subscribe(name, since, ticket)
            : new ClientIntent.SubscribeInvalid(channel.Length > ChannelName.MaxLength ? channel[..ChannelName.MaxLength] : channel, Refusal.ChannelName);
}
