using System.Net.Sockets;

namespace Bridge.TestKit.Faults;

/// <summary>One direction of a WebSocket, byte by byte, until it ends, is cut, or falls silent.</summary>
/// <param name="from">Where the bytes come from.</param>
/// <param name="to">Where they go.</param>
/// <param name="target">The socket behind <paramref name="to"/>, whose end follows the source's.</param>
/// <param name="swallow">Whether nothing goes.</param>
/// <param name="cutAfter">How many bytes go before it is cut.</param>
/// <param name="counts">What was done.</param>
internal sealed class Tunnel(ByteReader from, Lane to, Socket target, bool swallow, long? cutAfter, FaultCounts counts)
{
    private long _left = cutAfter ?? long.MaxValue;
    private bool _felt;

    /// <summary>Hands on; true when the connection is to be cut now.</summary>
    public async Task<bool> RunAsync()
    {
        await from.PumpAsync(swallow ? Swallow : SendAsync);
        await to.FinishAsync();
        if (_left > 0 && !swallow)
        {
            target.Shutdown(SocketShutdown.Send);
        }

        return _left == 0;
    }

    private ValueTask<bool> Swallow(ReadOnlyMemory<byte> piece)
    {
        if (!_felt)
        {
            _felt = true;
            counts.Add(FaultKind.Swallow);
        }

        return ValueTask.FromResult(true);
    }

    private async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> piece)
    {
        var part = piece[..(int)Math.Min(_left, piece.Length)];
        await to.SendAsync(part);
        _left -= part.Length;
        return part.Length == piece.Length;
    }
}
