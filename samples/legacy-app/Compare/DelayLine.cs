using System.Net.Sockets;
using System.Threading.Channels;

namespace LegacyApp.Compare;

/// <summary>One direction of one connection: bytes leave in order, each as long after it came as the delay was when it came.</summary>
internal sealed class DelayLine(Socket from, Socket to, Action<int> count, CompareSettings settings, TimeProvider clock)
{
    private const int ChunkBytes = 16 * 1024;

    /// <summary>As many chunks under way at most; then the sender feels back-pressure.</summary>
    private const int MostChunks = 1_000;

    private readonly Channel<(byte[] Bytes, long Due)> _underway = Channel.CreateBounded<(byte[], long)>(MostChunks);

    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(TakeInAsync(cancellationToken), LetOutAsync(cancellationToken));

    private async Task TakeInAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[ChunkBytes];
        try
        {
            while (await from.ReceiveAsync(buffer, cancellationToken) is > 0 and var read)
            {
                count(read);
                await _underway.Writer.WriteAsync((buffer[..read], clock.GetTimestamp() + Ticks(settings.Delay)), cancellationToken);
            }
        }
        finally
        {
            _underway.Writer.TryComplete();
        }
    }

    private async Task LetOutAsync(CancellationToken cancellationToken)
    {
        await foreach (var (bytes, due) in _underway.Reader.ReadAllAsync(cancellationToken))
        {
            var rest = clock.GetElapsedTime(clock.GetTimestamp(), due);
            if (rest > TimeSpan.Zero)
            {
                await Task.Delay(rest, clock, cancellationToken);
            }

            for (var sent = 0; sent < bytes.Length;)
            {
                sent += await to.SendAsync(bytes.AsMemory(sent), cancellationToken);
            }
        }

        to.Shutdown(SocketShutdown.Send);
    }

    private long Ticks(int milliseconds) => milliseconds * clock.TimestampFrequency / 1000;
}
