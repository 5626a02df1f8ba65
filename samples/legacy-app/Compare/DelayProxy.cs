using System.Net;
using System.Net.Sockets;

namespace LegacyApp.Compare;

/// <summary>Stands between one lane and the server: counts its bytes and adds the delay. Opening a connection costs no delay here; on a real network it costs one round trip.</summary>
internal sealed class DelayProxy(Socket door, Lane lane, int serverPort, CompareSettings settings, TimeProvider clock)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var page = await door.AcceptAsync(cancellationToken);
            _ = CarryAsync(page, cancellationToken);
        }
    }

    private async Task CarryAsync(Socket page, CancellationToken cancellationToken)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using (page)
        {
            try
            {
                page.NoDelay = true;
                await server.ConnectAsync(IPAddress.Loopback, serverPort, cut.Token);
                await Task.WhenAll(
                    CutIfBroken(new DelayLine(page, server, lane.CountSent, settings, clock), cut),
                    CutIfBroken(new DelayLine(server, page, lane.CountReceived, settings, clock), cut));
            }
            catch (Exception gone) when (gone is SocketException or OperationCanceledException)
            {
                // One side went away; both are closed now.
            }
        }
    }

    /// <summary>A side that breaks, rather than ends, takes the other direction with it.</summary>
    private static async Task CutIfBroken(DelayLine line, CancellationTokenSource cut)
    {
        try
        {
            await line.RunAsync(cut.Token);
        }
        catch
        {
            await cut.CancelAsync();
            throw;
        }
    }
}
