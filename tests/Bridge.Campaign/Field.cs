using Bridge.Campaign.Judging;
using Bridge.TestKit.Clients;
using Bridge.TestKit.Faults;

namespace Bridge.Campaign;

/// <summary>Where a campaign takes place: the server processes, the proxy before them, and what everybody waits for.</summary>
internal sealed class Field(Plan plan) : IAsyncDisposable
{
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(90);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bridge-campaign-");
    private Servers? _servers;
    private long _accepted;

    public Plan Plan => plan;

    public Life Life { get; } = new(forgets: plan.Store == "memory");

    public Verdict Verdict { get; } = new();

    /// <summary>Something moved on.</summary>
    public Change Pulse { get; } = new();

    public FaultProxy Proxy { get; private set; } = null!;

    public Uri Address => new($"http://127.0.0.1:{Proxy.Port}");

    public HttpClient Http { get; } = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Where the servers' handlers wrote down their runs.</summary>
    public IEnumerable<string> Tallies => _servers!.Tallies;

    /// <summary>Who reads what.</summary>
    public List<ChannelJudge> Channels { get; } = [];

    /// <summary>The readers of each source, for whoever must not run ahead of them.</summary>
    public Dictionary<Source, ChannelJudge[]> Readers { get; } = [];

    /// <summary>Messages accepted, published and submitted.</summary>
    public long Total => Volatile.Read(ref _accepted);

    /// <summary>Everything is reached; who speaks says its last.</summary>
    public bool IsOver { get; private set; }

    public async Task StartServerAsync()
    {
        _servers ??= new Servers(plan, _folder.FullName);
        await _servers.StartAsync(Patience());
        Proxy ??= new FaultProxy(_servers.Ports[0], plan.Script.Next);
        Proxy.Retarget(_servers.Ports);
    }

    public async Task KillAsync()
    {
        await _servers!.KillAsync();
        if (_servers.Ports is { Count: > 0 } left)
        {
            Proxy.Retarget(left); // as a balancer does that looks after its servers
        }
    }

    public void Accepted(int count)
    {
        Interlocked.Add(ref _accepted, count);
        Pulse.Raise();
    }

    public void End()
    {
        IsOver = true;
        Pulse.Raise();
    }

    public long SlowestOf(Source source) => Readers[source].Min(reader => reader.LastOf(source));

    /// <summary>How long one step may take: only a stall takes so long.</summary>
    public CancellationToken Patience() => new CancellationTokenSource(Stall).Token;

    /// <summary>Waits until it holds, for as long as something moves.</summary>
    public async Task UntilAsync(Func<bool> holds, string what)
    {
        while (true)
        {
            var next = Pulse.Next;
            if (holds())
            {
                return;
            }

            try
            {
                await next.WaitAsync(Stall);
            }
            catch (TimeoutException)
            {
                throw new TimeoutException($"Nothing moved for {Stall.TotalSeconds:0} s, waiting until {what}. "
                    + string.Join(", ", Channels.Where(channel => !channel.IsAbreast).Select(channel => $"{channel.Name}: {channel.Behind} behind")));
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Proxy is not null)
        {
            await Proxy.DisposeAsync();
        }

        if (_servers is not null)
        {
            await _servers.DisposeAsync();
        }

        Http.Dispose();
        _folder.Delete(recursive: true);
    }
}
