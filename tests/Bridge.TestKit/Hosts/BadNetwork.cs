using Bridge.TestKit.Faults;

namespace Bridge.TestKit.Hosts;

/// <summary>A site's hosts, each behind a proxy that breaks connections by the same script; each request and connection goes to the next one.</summary>
public sealed class BadNetwork : IAsyncDisposable
{
    private readonly FaultProxy[] _proxies;
    private readonly RoundRobin _turns;

    /// <summary>Puts a proxy before each host.</summary>
    public BadNetwork(BridgeSite site, FaultScript script)
    {
        _proxies = [.. site.Hosts.Select(host => new FaultProxy(host.Port, script.Next))];
        _turns = new RoundRobin([.. _proxies.Select(proxy => new Uri($"http://127.0.0.1:{proxy.Port}"))]);
    }

    /// <summary>How many connections were cut.</summary>
    public int Cuts => _proxies.Sum(proxy => proxy.Counts.Cuts);

    /// <summary>How many answers the server gave and the client did not get.</summary>
    public int LostAnswers => _proxies.Sum(proxy => proxy.Counts.LostResponses);

    /// <summary>How often something of this kind happened.</summary>
    public int Count(FaultKind kind) => _proxies.Sum(proxy => proxy.Counts[kind]);

    /// <summary>Where the next request or connection goes.</summary>
    public Uri Next() => _turns.Next();

    /// <summary>Cuts every open connection.</summary>
    public void CutAll()
    {
        foreach (var proxy in _proxies)
        {
            proxy.CutAll();
        }
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{_proxies.Sum(proxy => proxy.Counts.Connections)} connections, {_proxies.Sum(proxy => proxy.Counts.Requests)} requests, {Cuts} cuts, {LostAnswers} lost answers; "
        + string.Join(", ", Enum.GetValues<FaultKind>().Where(kind => Count(kind) > 0).Select(kind => $"{kind} {Count(kind)}"));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var proxy in _proxies)
        {
            await proxy.DisposeAsync();
        }
    }
}
