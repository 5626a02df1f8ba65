using Bridge.Messaging;
using Bridge.Simulation.Worlds;

namespace Bridge.Simulation.Checking;

/// <summary>What one page's handlers saw, over all its connections, sessions and reloads that keep state and cursor together.</summary>
internal sealed class PageRecord
{
    private readonly World _world;
    private readonly string _user;
    private readonly string _name;
    private readonly Dictionary<string, Track> _tracks = [];
    private readonly Dictionary<string, long> _ended = [];
    private readonly HashSet<string> _sessionTags = [];
    private readonly Dictionary<(string Channel, Epoch Epoch), long> _reached = [];
    private string? _sessionTag;

    public PageRecord(World world, string user, string name)
    {
        _world = world;
        _user = user;
        _name = name;
        world.Checker.Pages.Add(this);
    }

    /// <summary>Whether the page is still there.</summary>
    public bool IsOpen { get; set; } = true;

    private Checker Checker => _world.Checker;

    /// <summary>Up to where the page's handlers have come.</summary>
    public Position? HandledOf(string channel) => _tracks.TryGetValue(channel, out var track) ? track.Cursor : null;

    /// <summary>A duplicated page starts with the state of the first, cursor included.</summary>
    public PageRecord Copy(string name) => Copy(name, _tracks.ToDictionary(pair => pair.Key, pair => pair.Value.Cursor));

    /// <summary>A page that starts where a kept cursor of this one stands, and may go on with its session.</summary>
    public PageRecord Copy(string name, IReadOnlyDictionary<string, Position> cursors)
    {
        var copy = new PageRecord(_world, _user, name);
        foreach (var (channel, cursor) in cursors)
        {
            copy.Begin(channel, cursor);
        }

        return copy;
    }

    /// <summary>Whether an acknowledgement is one that the page can have given in a subscription that the store knows since then: not in one that it had ended before.</summary>
    public bool MayHaveAcked(string channel, Position acked, long since) => HandledOf(channel) is { } handled
        ? handled.Epoch != acked.Epoch || acked.Offset <= handled.Offset
        : _ended.GetValueOrDefault(channel, since) >= since;

    /// <summary>Whether the page came so far at any time, also in a subscription that has ended.</summary>
    public bool HasReached(string channel, Position position) => position.Offset <= _reached.GetValueOrDefault((channel, position.Epoch));

    public void Opened(string session)
    {
        Checker.Require(Checker.Sessions.OwnerOf(session) is { } owner && (owner == _user), Promise.WrongSession, $"{_name} was given session {session}");
        Checker.Sessions.UsedBy(session, this);
        _sessionTag = Audience.SessionTag(new SessionId(session));
        _sessionTags.Add(_sessionTag);
    }

    /// <summary>The page starts to read a channel; what it sees counts from the position on.</summary>
    public void Subscribed(string channel, Position position, string since, long headWhenAsked)
    {
        var age = Checker.Log.AgeOf(position.Epoch);
        Checker.Require(age >= 0, Promise.Invented, $"{_name} subscribed {channel} at {position}");
        if (_tracks.ContainsKey(channel) || age < 0)
        {
            return;
        }

        var truth = Checker.Log.Of(channel, position.Epoch);
        Checker.Require(position.Offset <= truth.Head, Promise.Invented, $"{_name} subscribed {channel} at {position}, the head is {truth.Head}");
        Checker.Require(since != "now" || age > 0 || position.Offset >= headWhenAsked, Promise.Protocol, $"{_name} subscribed {channel} now and begins at {position}, before {headWhenAsked}");
        Checker.Require(since != "oldest" || truth.MayBeGone(position.Offset, _world.Time.Now), Promise.Lost, $"{_name} subscribed {channel} from the oldest and begins at {position}");
        Begin(channel, position);
    }

    /// <summary>The page reads what is kept, and was given this as the position before the first of it that is for the page.</summary>
    public void BeganOldest(string channel, Position before)
    {
        if (Checker.Log.AgeOf(before.Epoch) >= 0)
        {
            Begin(channel, before with { Offset = Checker.Log.Of(channel, before.Epoch).Gone(before.Offset, _world.Time.Now) });
            CheckSkipped(channel, Checker.Log.Of(channel, before.Epoch), _tracks[channel].Cursor.Offset, before.Offset);
        }
    }

    public void Unsubscribed(string channel)
    {
        _tracks.Remove(channel);
        _ended[channel] = _world.Time.Now;
    }

    /// <summary>A handler ran.</summary>
    public void Handled(string channel, Position position, long item)
    {
        _world.Trace.Note("handled", position.Offset, item, $"{_name} {channel} {position}");
        if (!_tracks.TryGetValue(channel, out var track))
        {
            Checker.Require(false, Promise.WrongChannel, $"{_name} has not subscribed {channel}, and got {position}");
            return;
        }

        if (Checker.Log.AgeOf(position.Epoch) < 0)
        {
            Checker.Require(false, Promise.Invented, $"{_name} got {channel} {position} of an epoch that never was");
            return;
        }

        var truth = Checker.Log.Of(channel, position.Epoch);
        Checker.Require(position.Offset >= 1 && position.Offset <= truth.Head, Promise.Invented, $"{_name} got {channel} {position}, which was never accepted");
        if (position.Offset < 1 || position.Offset > truth.Head)
        {
            return;
        }

        Checker.Require(truth[position.Offset].Item == item, Promise.Invented, $"{_name} got item {item} as {channel} {position}, which is {truth[position.Offset].Item}");
        Checker.Require(MayHave(truth[position.Offset].Audience), Promise.WrongAudience, $"{_name} got {channel} {position}, which is for others");
        Checker.Require(
            position.Epoch == track.Cursor.Epoch && position.Offset > track.Cursor.Offset,
            Promise.DoubledOrReordered, $"{_name} got {channel} {position} after {track.Cursor}");
        CheckSkipped(channel, truth, track.Cursor.Offset, position.Offset - 1);
        Move(channel, track, position);
    }

    /// <summary>The page was told that nothing up to here is for it.</summary>
    public void Moved(string channel, Position position)
    {
        if (_tracks.TryGetValue(channel, out var track) && track.Cursor.IsBefore(position))
        {
            var truth = Checker.Log.Of(channel, position.Epoch);
            Checker.Require(position.Offset <= truth.Head, Promise.Invented, $"{_name} was moved to {channel} {position}, the head is {truth.Head}");
            CheckSkipped(channel, truth, track.Cursor.Offset, Math.Min(position.Offset, truth.Head));
            Move(channel, track, position);
        }
    }

    /// <summary>The page was told that messages are lost to it.</summary>
    public void Gap(string channel, string reason, Position resume)
    {
        _world.Trace.Note("gap", resume.Offset, 0, $"{_name} {channel} {reason} {resume}");
        if (!_tracks.TryGetValue(channel, out var track))
        {
            return;
        }

        var from = track.Cursor;
        Move(channel, track, resume);
        var age = Checker.Log.AgeOf(resume.Epoch);
        var truth = age < 0 ? null : Checker.Log.Of(channel, resume.Epoch);
        Checker.Require(
            truth is not null && truth.MayBeGone(resume.Offset, _world.Time.Now), Promise.FalseGap,
            $"{_name} was told a gap in {channel} up to {resume} ({reason}), and some of it is kept");
        // `epoch` also within one: the other carrier asked from before it, and there is less to go on with by now.
        Checker.Require(
            from.Epoch == resume.Epoch ? from.Offset < resume.Offset && reason is "expired" or "evicted" or "epoch" : age < Checker.Log.AgeOf(from.Epoch) && reason == "epoch",
            Promise.FalseGap, $"{_name} was told a gap in {channel} from {from} to {resume} ({reason})");
    }

    /// <summary>Whether everything that is for the page has been handled.</summary>
    public bool IsComplete(string channel)
    {
        if (!_tracks.TryGetValue(channel, out var track))
        {
            return false;
        }

        return track.Cursor.Epoch == Checker.Log.Epoch ? FirstMissing(channel, track.Cursor.Offset) is null : Checker.Log.HeadOf(channel).Offset == 0;
    }

    public string Describe() => string.Join(", ", _tracks.Select(track => $"{track.Key} at {track.Value.Cursor} of {Checker.Log.HeadOf(track.Key)}"));

    public void Finish()
    {
        foreach (var (channel, track) in _tracks)
        {
            Checker.Require(!IsOpen || IsComplete(channel), Promise.Stuck, $"{_name} stands in {channel} at {track.Cursor}, the head is {Checker.Log.HeadOf(channel)}");
        }
    }

    private void Begin(string channel, Position position) => Move(channel, _tracks[channel] = new Track(), position);

    private void Move(string channel, Track track, Position position)
    {
        track.Cursor = position;
        _reached[(channel, position.Epoch)] = Math.Max(position.Offset, _reached.GetValueOrDefault((channel, position.Epoch)));
    }

    private long? FirstMissing(string channel, long after)
    {
        var truth = Checker.Log.Of(channel, Checker.Log.Epoch);
        for (var offset = after + 1; offset <= truth.Head; offset++)
        {
            if (MustHave(truth[offset].Audience))
            {
                return offset;
            }
        }

        return null;
    }

    private void CheckSkipped(string channel, ChannelTruth truth, long after, long upTo)
    {
        for (var offset = after + 1; offset <= upTo; offset++)
        {
            var skipped = offset;
            Checker.Require(!MustHave(truth[skipped].Audience), Promise.Lost, $"{_name} was never given {channel} {skipped} (item {truth[skipped].Item}); it went on from {after} beyond {upTo}");
        }
    }

    /// <summary>A message to an earlier session of the page may be lost with it; to the one it has now, never.</summary>
    private bool MustHave(Audience audience) => Includes(audience, only: tag => IsOwn(tag) || tag == _sessionTag, except: tag => IsOwn(tag) || _sessionTags.Contains(tag));

    private bool MayHave(Audience audience) => Includes(audience, only: tag => IsOwn(tag) || _sessionTags.Contains(tag), except: tag => IsOwn(tag) || tag == _sessionTag);

    private static bool Includes(Audience audience, Func<string, bool> only, Func<string, bool> except)
    {
        var wanted = audience.Only.Length == 0;
        foreach (var tag in audience.Only)
        {
            wanted |= only(tag);
        }

        foreach (var tag in audience.Except)
        {
            wanted &= !except(tag);
        }

        return wanted;
    }

    private bool IsOwn(string tag) => tag == WorldRules.TagOf(_user) || tag == Audience.UserTag(_user);

    private sealed class Track
    {
        public Position Cursor { get; set; }
    }
}
