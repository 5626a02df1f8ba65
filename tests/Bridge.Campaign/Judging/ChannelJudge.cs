using System.Globalization;
using Bridge.Messaging;

namespace Bridge.Campaign.Judging;

/// <summary>One channel as one client sees it: positions without holes within an epoch, numbers without holes and in order per source.</summary>
internal sealed class ChannelJudge(string name, Life life, Source[] sources, Verdict verdict)
{
    private readonly Dictionary<string, Tracks> _tracks = sources.ToDictionary(source => source.Name, source => new Tracks(source));
    private Position? _last;
    private int _gaps;
    private int _inLife;

    public string Name => name;

    /// <summary>Gaps told.</summary>
    public int Gaps => Volatile.Read(ref _gaps);

    /// <summary>Messages since the last kill that this client knows of.</summary>
    public int InLife => Volatile.Read(ref _inLife);

    /// <summary>Whether all that was attempted has come.</summary>
    public bool IsAbreast => _tracks.Values.All(tracks => Volatile.Read(ref tracks.Last) >= tracks.Source.Attempted);

    /// <summary>How far behind the slowest source's head it is.</summary>
    public long Behind => _tracks.Values.Max(tracks => tracks.Source.Attempted - Volatile.Read(ref tracks.Last));

    public bool Reads(Source source) => _tracks.ContainsKey(source.Name);

    /// <summary>The last number of a source.</summary>
    public long LastOf(Source source) => Volatile.Read(ref _tracks[source.Name].Last);

    public void NewLife() => Volatile.Write(ref _inLife, 0);

    public void Gap(string reason, Position resume)
    {
        _last = resume;
        if (life.Forgets && reason == "epoch" && _gaps < life.Kills)
        {
            Interlocked.Increment(ref verdict.TrueGaps);
            Volatile.Write(ref _gaps, _gaps + 1);
        }
        else
        {
            verdict.Add(ref verdict.FalseGaps, 1, $"{name}: {reason}, on from {resume}, after {_gaps} gaps and {life.Kills} kills");
        }
    }

    public void Message(Position position, string payload)
    {
        var last = _last;
        if (last is { } before && before.Epoch == position.Epoch && position.Offset <= before.Offset)
        {
            verdict.Add(ref verdict.Doubled, 1, $"{name}: {payload} at {position} after {before}");
            return;
        }

        _last = position;
        if (last is { } known && (known.Epoch != position.Epoch || position.Offset != known.Offset + 1))
        {
            verdict.Add(ref verdict.UntoldGaps, 1, $"{name}: {position} after {known}");
        }

        var parts = payload.Trim('"').Split(':');
        if (parts.Length < 2 || !_tracks.TryGetValue(parts[0], out var tracks) || !long.TryParse(parts[1], CultureInfo.InvariantCulture, out var number) || number > tracks.Source.Attempted)
        {
            verdict.Add(ref verdict.Invented, 1, $"{name}: {payload} at {position}");
            return;
        }

        Number(tracks, number);
        tracks.Source.Delivered(number);
        Volatile.Write(ref _inLife, _inLife + 1);
    }

    private void Number(Tracks tracks, long number)
    {
        var (settled, attempted) = life.At(_gaps, tracks.Source.Name);
        if (number > tracks.Last)
        {
            for (var missing = tracks.Last + 1; missing < number; missing++)
            {
                if (missing <= attempted)
                {
                    Interlocked.Increment(ref verdict.ToldLost);
                }
                else
                {
                    tracks.Missing.Add(missing);
                    verdict.Add(ref verdict.Lost, 1, $"{name}: {tracks.Source.Name}:{missing}, as {number} follows {tracks.Last}");
                }
            }

            Volatile.Write(ref tracks.Last, number);
        }
        else if (tracks.Missing.Remove(number))
        {
            Interlocked.Decrement(ref verdict.Lost);
            verdict.Add(ref verdict.Reordered, 1, $"{name}: {tracks.Source.Name}:{number} after {tracks.Last}");
        }
        else if (number > settled && number <= attempted)
        {
            Interlocked.Increment(ref verdict.SaidAgain);
        }
        else
        {
            verdict.Add(ref verdict.Doubled, 1, $"{name}: {tracks.Source.Name}:{number} after {tracks.Last}");
        }
    }

    /// <summary>At the end: what never came.</summary>
    public void Close()
    {
        foreach (var tracks in _tracks.Values.Where(tracks => tracks.Last < tracks.Source.Settled))
        {
            verdict.Add(ref verdict.Lost, (int)(tracks.Source.Settled - tracks.Last), $"{name}: {tracks.Source.Name} after {tracks.Last}, up to {tracks.Source.Settled}");
        }
    }

    private sealed class Tracks(Source source)
    {
        public long Last;

        public Source Source => source;

        public HashSet<long> Missing { get; } = [];
    }
}
