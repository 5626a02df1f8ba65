using Bridge.Messaging;
using Bridge.TestKit.Clients;

namespace Bridge.Campaign.Judging;

/// <summary>Judges all that one client sees: a witness per channel.</summary>
internal sealed class Judge(string client, Life life, Verdict verdict, Change pulse) : IWitness
{
    private readonly Dictionary<string, ChannelJudge> _channels = [];
    private int _unheard;

    public IEnumerable<ChannelJudge> Channels => _channels.Values;

    /// <summary>What it reads. Before it begins.</summary>
    public ChannelJudge Reads(string channel) =>
        _channels[channel] = new ChannelJudge($"{client} on {channel}", life, [.. life.Sources.Values.Where(source => source.Channel == channel)], verdict);

    public void Message(Seen seen)
    {
        Interlocked.Increment(ref verdict.Deliveries);
        var channel = _channels[seen.Channel];
        channel.Message(seen.Position, seen.Payload);
        if (channel.IsAbreast || ++_unheard >= 64)
        {
            _unheard = 0;
            pulse.Raise();
        }
    }

    public void Gap(string channel, string reason, Position resume)
    {
        _channels[channel].Gap(reason, resume);
        pulse.Raise();
    }
}
