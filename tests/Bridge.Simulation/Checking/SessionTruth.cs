using Bridge.Messaging;
using Bridge.Simulation.Worlds;
using Bridge.Stores;

namespace Bridge.Simulation.Checking;

/// <summary>Which sessions there are, heard from the store itself, and what a visit to them must say.</summary>
internal sealed class SessionTruth(World world)
{
    private readonly Dictionary<string, Known> _byHash = [];
    private readonly Dictionary<string, Known> _byId = [];

    /// <summary>The store lost them all.</summary>
    public void Clear() => _byHash.Clear();

    public void Created(SessionRecord session, SessionTokenHash token, bool created)
    {
        if (created)
        {
            var known = new Known(session.Id.Value, session.Owner, session.Page) { Attempt = session.Attempt, LastSeen = world.Time.GetUtcNow() };
            _byHash[Key(token)] = known;
            _byId[known.Id] = known;
        }
    }

    public void Visited(SessionTokenHash token, in SessionVisit visit, in VisitResult result)
    {
        var status = result.Status;
        if (!_byHash.TryGetValue(Key(token), out var known) || known.Owner != visit.Owner)
        {
            world.Checker.Require(status == VisitStatus.Unknown, Promise.WrongSession, $"a visit to nobody's session was answered {status}");
            return;
        }

        if (status == VisitStatus.Unknown)
        {
            // Nodes' clocks differ by up to 100 ms, and a visit bears the time at which its call to the store began, up to 400 ms ago.
            var silence = world.Time.GetUtcNow() - known.LastSeen;
            world.Checker.Require(
                silence.TotalMilliseconds > world.Scenario.LifetimeMs - 600, Promise.WrongSession, $"session {known.Id} vanished {silence.TotalMilliseconds:F0} ms after its last visit");
            _byHash.Remove(Key(token));
            return;
        }

        var expected = visit.Page is { } page && page != known.Page ? VisitStatus.PageCopy : visit.Attempt < known.Attempt ? VisitStatus.Superseded : VisitStatus.Welcome;
        world.Checker.Require(status == expected, Promise.WrongSession, $"a visit to {known.Id} with attempt was {status}, it is {expected}");
        if (status != VisitStatus.Welcome)
        {
            return;
        }

        known.Attempt = result.Session!.Attempt;
        known.LastSeen = world.Time.GetUtcNow();
        known.Begin(result.Session.Subscriptions, world.Time.Now);
        foreach (var subscription in result.Session.Subscriptions)
        {
            var acked = subscription.Acked;
            world.Checker.Require(
                acked.Epoch != world.Checker.Log.Epoch || acked.Offset <= world.Checker.Log.HeadOf(subscription.Channel.Value).Offset,
                Promise.Ack, $"session {known.Id} has acknowledged {acked} of {subscription.Channel}, ahead of its head");
            CheckHandled(known, subscription.Channel.Value, acked);
            CheckForward(known, visit, subscription);
        }

        if (visit.Unsubscribe is { } ended)
        {
            known.Acked.Remove(ended.Value);
        }
    }

    public void Removed(SessionTokenHash token)
    {
        if (_byHash.Remove(Key(token), out var known))
        {
            world.Checker.Require(known.MayClose, Promise.WrongSession, $"session {known.Id} was ended and its client never said so");
        }
    }

    /// <summary>The application ended all sessions of a user.</summary>
    public void RemovedOwned(string owner)
    {
        foreach (var (key, known) in _byHash.ToArray())
        {
            if (known.Owner == owner)
            {
                _byHash.Remove(key);
            }
        }
    }

    /// <summary>A client said that it ends its session.</summary>
    public void MayClose(string session) => _byId[session].MayClose = true;

    /// <summary>A page uses the session: nobody acknowledges for it.</summary>
    public void UsedBy(string session, PageRecord page)
    {
        if (_byId.TryGetValue(session, out var known))
        {
            known.Pages.Remove(page);
            known.Pages.Add(page);
        }
    }

    /// <summary>The last word of a page that leaves. It may come at any time, and nothing says to which subscription it belonged.</summary>
    public void SaysLast(string session, Dictionary<string, Position> positions) => _byId[session].LastWords.UnionWith(positions.Select(pair => (pair.Key, pair.Value)));

    /// <summary>Whether such a word was said of a channel.</summary>
    public bool SaidLast(string session, string channel) => _byId.TryGetValue(session, out var known) && known.LastWords.Any(word => word.Channel == channel);

    public string? OwnerOf(string session) => _byId.TryGetValue(session, out var known) ? known.Owner : null;

    /// <summary>A page sends an attempt.</summary>
    public void Sends(string session, long attempt)
    {
        if (_byId.TryGetValue(session, out var known))
        {
            known.Sent = Math.Max(known.Sent, attempt);
        }
    }

    /// <summary>The highest attempt that any page of the session has sent.</summary>
    public long SentOf(string session) => _byId.TryGetValue(session, out var known) ? known.Sent : 0;

    /// <summary>The highest attempt that a session knows.</summary>
    public long AttemptOf(string session) => _byId.TryGetValue(session, out var known) ? known.Attempt : 0;

    private void CheckHandled(Known known, string channel, Position acked)
    {
        if (known.Pages is [.., var page] && !known.Began(channel, acked) && !known.LastWords.Contains((channel, acked)))
        {
            world.Checker.Require(
                page.MayHaveAcked(channel, acked, known.SinceOf(channel)) || known.Pages.SkipLast(1).Any(earlier => earlier.HasReached(channel, acked)),
                Promise.Ack, $"session {known.Id} has acknowledged {acked} of {channel}, its page has handled {page.HandledOf(channel)}");
        }
    }

    /// <summary>What a session has acknowledged of a channel only grows, until the channel is begun anew.</summary>
    private void CheckForward(Known known, in SessionVisit visit, SubscriptionRecord now)
    {
        var channel = now.Channel.Value;
        var anew = visit.Unsubscribe == now.Channel || (visit.Subscribe?.Channel == now.Channel && !visit.KeepPlace);
        if (!anew && known.Acked.TryGetValue(channel, out var before) && before.Epoch == now.Acked.Epoch)
        {
            world.Checker.Require(before.Offset <= now.Acked.Offset, Promise.Ack, $"session {known.Id} had acknowledged {before} of {channel}, and now {now.Acked}");
        }

        known.Acked[channel] = now.Acked;
    }

    private static string Key(SessionTokenHash token) => Convert.ToHexString(token.Bytes);

    private sealed class Known(string id, string owner, string page)
    {
        public string Id => id;

        public string Owner => owner;

        public string Page => page;

        public long Attempt { get; set; }

        public DateTimeOffset LastSeen { get; set; }

        public long Sent { get; set; } = 1;

        public bool MayClose { get; set; }

        public Dictionary<string, Position> Acked { get; } = [];

        /// <summary>Those that used it, the last one last: a duplicated tab may go on with what the first has left.</summary>
        public List<PageRecord> Pages { get; } = [];

        public HashSet<(string Channel, Position At)> LastWords { get; } = [];

        private Dictionary<string, (Position At, long Since)> Places { get; set; } = [];

        /// <summary>Where a subscription that was not there before begins: its page may never have heard of it.</summary>
        public void Begin(IReadOnlyList<SubscriptionRecord> subscriptions, long now) => Places = subscriptions.ToDictionary(
            subscription => subscription.Channel.Value, subscription => Places.GetValueOrDefault(subscription.Channel.Value, (subscription.Acked, now)));

        public bool Began(string channel, Position acked) => Places[channel].At.Epoch == acked.Epoch && acked.Offset <= Places[channel].At.Offset;

        /// <summary>Since when there is this subscription.</summary>
        public long SinceOf(string channel) => Places[channel].Since;
    }
}
