using System.Net.Sockets;
using Bridge.TestKit.Hosts;

namespace Bridge.TestKit.Processes;

/// <summary>HAProxy as anybody would put it before several nodes: round robin, no stickiness, nodes that don't answer left out.</summary>
public sealed class Balancer : IAsyncDisposable
{
    private readonly Started _haproxy;
    private readonly string _folder;

    private Balancer(Started haproxy, Uri address, string folder) => (_haproxy, Address, _folder) = (haproxy, address, folder);

    public Uri Address { get; }

    public static async Task<Balancer> StartAsync(IEnumerable<Uri> nodes)
    {
        var port = Ports.Free();
        var folder = Directory.CreateTempSubdirectory("bridge-balancer-").FullName;
        var config = Path.Combine(folder, "haproxy.cfg");
        var text = await File.ReadAllTextAsync(Path.Combine(Started.Root, "docs/proxies/haproxy.cfg"));
        await File.WriteAllTextAsync(config, text.Replace("PORT\n", $"{port}\n", StringComparison.Ordinal) + string.Concat(nodes.Select((node, n) => $"  server node{n} {node.Authority}\n")));
        var haproxy = await Started.StartAsync("haproxy", ["-W", "-db", "-f", config], "Loading success|forked", onError: true);
        await Eventually.HoldsAsync(() => IsOpenAsync(port), "the balancer listens");
        return new Balancer(haproxy, new Uri($"http://127.0.0.1:{port}/"), folder);
    }

    public async ValueTask DisposeAsync()
    {
        await _haproxy.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async ValueTask<bool> IsOpenAsync(int port)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
