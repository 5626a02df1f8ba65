using Bridge.Messaging;
using Bridge.Simulation.Worlds;
using Bridge.Stores;

namespace Bridge.Simulation.Checking;

/// <summary>What was really appended, heard from the store itself, and judged against what appending promises.</summary>
internal sealed class LogTruth(World world)
{
    private readonly List<(Epoch Epoch, Dictionary<string, ChannelTruth> Channels)> _epochs = [];
    private readonly Dictionary<(string Channel, string Key), long> _keys = [];
    private readonly Dictionary<(string Channel, long Item), Position> _items = [];

    public Epoch Epoch => _epochs[^1].Epoch;

    /// <summary>A new life of the store begins, with nothing in it.</summary>
    public void Begin(Epoch epoch)
    {
        _epochs.Add((epoch, []));
        _keys.Clear();
        _items.Clear();
        world.Checker.Fed.Clear();
    }

    /// <summary>How many lives ago an epoch was; −1: never.</summary>
    public int AgeOf(Epoch epoch)
    {
        var index = _epochs.FindLastIndex(known => known.Epoch == epoch);
        return index < 0 ? -1 : _epochs.Count - 1 - index;
    }

    public ChannelTruth Of(string channel, Epoch epoch)
    {
        var channels = _epochs[_epochs.FindLastIndex(known => known.Epoch == epoch)].Channels;
        if (!channels.TryGetValue(channel, out var truth))
        {
            channels[channel] = truth = new ChannelTruth(world.Scenario.Retention);
        }

        return truth;
    }

    public Position HeadOf(string channel) => new(Epoch, Of(channel, Epoch).Head);

    /// <summary>Where a payload was accepted, if it was.</summary>
    public Position? Find(string channel, long item) => _items.TryGetValue((channel, item), out var position) ? position : null;

    /// <summary>The store says that it has appended.</summary>
    public void Appended(ChannelName channel, ReadOnlySpan<Entry> entries, Position? expected, AppendResult result)
    {
        var truth = Of(channel.Value, Epoch);
        var moved = expected is not null && expected != new Position(Epoch, truth.CheckpointAt);
        world.Checker.Require(
            moved == (result.Status == AppendStatus.CheckpointMoved), Promise.Store,
            $"append to {channel} behind {expected} said {result.Status}; the last checkpoint stands at {truth.CheckpointAt}");
        var added = 0;
        long last = 0;
        foreach (var entry in entries)
        {
            if (result.Status is not (AppendStatus.Appended or AppendStatus.Duplicate))
            {
                break;
            }

            if (entry.DedupeKey is { } key && _keys.TryGetValue((channel.Value, key), out var known))
            {
                last = known;
                continue;
            }

            var item = Item.Read(entry.Payload.Bytes.Span);
            truth.Add(item, entry.Audience, world.Time.Now, entry.Payload.Bytes.Length);
            added++;
            truth.CheckpointAt = entry.Checkpoint is null ? truth.CheckpointAt : truth.Head;
            last = truth.Head;
            if (entry.DedupeKey is { } fresh)
            {
                _keys[(channel.Value, fresh)] = last;
            }

            if (channel.Value == WorldRules.Fed)
            {
                world.Checker.Fed.Appended(item);
            }

            world.Checker.Require(_items.TryAdd((channel.Value, item), new Position(Epoch, last)), Promise.Publish, $"item {item} stands twice in {channel}");
        }

        world.Trace.Note("appended", last, added, channel.Value);
        var status = added > 0 ? AppendStatus.Appended : AppendStatus.Duplicate;
        world.Checker.Require(
            result.Status is AppendStatus.Full or AppendStatus.KeyConflict or AppendStatus.CheckpointMoved || (result.Status == status && result.Last == new Position(Epoch, last)),
            Promise.Store, $"append to {channel} said {result.Status} at {result.Last}; it is {status} at {last}");
    }
}
