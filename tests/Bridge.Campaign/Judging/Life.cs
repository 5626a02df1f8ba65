using System.Collections.Concurrent;

namespace Bridge.Campaign.Judging;

/// <summary>The server's lives: what each kill may have cost, where the store dies with the process.</summary>
internal sealed class Life(bool forgets)
{
    private readonly List<Window> _windows = [];

    /// <summary>Whether a kill ends the store, too.</summary>
    public bool Forgets => forgets;

    public ConcurrentDictionary<string, Source> Sources { get; } = [];

    public int Kills
    {
        get
        {
            lock (_windows)
            {
                return _windows.Count;
            }
        }
    }

    public Source Add(string name, string channel) => Sources[name] = new Source(name, channel);

    /// <summary>What is settled is taken before the kill, what was attempted after the process is gone: whatever was under way lies between.</summary>
    public async Task KillAsync(Func<Task> kill)
    {
        var settled = Sources.Values.ToDictionary(source => source.Name, source => source.Settled);
        await kill();
        lock (_windows)
        {
            _windows.Add(new(settled, Sources.Values.ToDictionary(source => source.Name, source => source.Attempted)));
        }
    }

    /// <summary>What was under way, or lost, at the n-th kill: numbers up to <c>Attempted</c> may be gone, those above <c>Settled</c> may come once more.</summary>
    public (long Settled, long Attempted) At(int kill, string source)
    {
        lock (_windows)
        {
            return kill == 0 ? (long.MaxValue, 0) : (_windows[kill - 1].Settled[source], _windows[kill - 1].Attempted[source]);
        }
    }

    /// <summary>Whether the outcome of a number was open at some kill.</summary>
    public bool WasUnderWay(string source, long number)
    {
        lock (_windows)
        {
            return _windows.Any(window => number > window.Settled[source] && number <= window.Attempted[source]);
        }
    }

    private sealed record Window(Dictionary<string, long> Settled, Dictionary<string, long> Attempted);
}
