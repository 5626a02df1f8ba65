using System.Threading.Channels;

namespace Bridge.TestKit.Faults;

/// <summary>Writes one direction of a connection, perhaps later, always in order. A delay is latency: what follows does not wait for what is under way.</summary>
internal sealed class Lane(Stream stream, TimeSpan delay, Pace pace, FaultCounts counts)
{
    private readonly Channel<(long Due, byte[] Bytes)> _underWay = Channel.CreateUnbounded<(long, byte[])>();
    private Task? _delivery;

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        if (delay == default)
        {
            await pace.WriteAsync(stream, bytes);
            return;
        }

        if (_delivery is null)
        {
            counts.Add(FaultKind.Delay);
            _delivery = DeliverAsync();
            _ = _delivery.ContinueWith(done => done.Exception, TaskScheduler.Default); // a connection that is cut asks nobody
        }

        _underWay.Writer.TryWrite((Environment.TickCount64 + (long)delay.TotalMilliseconds, bytes.ToArray()));
    }

    /// <summary>Waits until all has been written.</summary>
    public async Task FinishAsync()
    {
        _underWay.Writer.TryComplete();
        await (_delivery ?? Task.CompletedTask);
    }

    private async Task DeliverAsync()
    {
        await foreach (var (due, bytes) in _underWay.Reader.ReadAllAsync())
        {
            var early = due - Environment.TickCount64;
            if (early > 0)
            {
                await Task.Delay((int)early);
            }

            await pace.WriteAsync(stream, bytes);
        }
    }
}
