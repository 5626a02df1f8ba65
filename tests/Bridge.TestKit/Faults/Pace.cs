namespace Bridge.TestKit.Faults;

/// <summary>How one direction is written: at once, in small pieces, or so many bytes a second.</summary>
internal sealed class Pace(int bytesPerSecond, int segmentBytes, FaultCounts counts)
{
    private const int PiecesPerSecond = 50;

    private readonly int _piece = segmentBytes > 0 ? segmentBytes : bytesPerSecond > 0 ? Math.Max(1, bytesPerSecond / PiecesPerSecond) : int.MaxValue;
    private long _due;
    private bool _felt;

    public async ValueTask WriteAsync(Stream stream, ReadOnlyMemory<byte> bytes)
    {
        Feel();
        while (bytes.Length > 0)
        {
            var piece = bytes[..Math.Min(_piece, bytes.Length)];
            await stream.WriteAsync(piece);
            bytes = bytes[piece.Length..];
            if (_piece < int.MaxValue)
            {
                counts.AddPiece();
                await TakeTimeAsync(piece.Length);
            }
        }
    }

    /// <summary>The bytes just written take their time: what was late does not make the rest faster.</summary>
    private async ValueTask TakeTimeAsync(int written)
    {
        if (bytesPerSecond > 0)
        {
            var now = Environment.TickCount64;
            _due = Math.Max(_due, now * 1_000) + (written * 1_000_000L / bytesPerSecond); // microseconds: pieces may be small
            if ((_due / 1_000) - now is var early and > 0)
            {
                await Task.Delay((int)early);
            }
        }
    }

    private void Feel()
    {
        if (_felt)
        {
            return;
        }

        _felt = true;
        if (bytesPerSecond > 0)
        {
            counts.Add(FaultKind.Throttle);
        }

        if (segmentBytes > 0)
        {
            counts.Add(FaultKind.Segments);
        }
    }
}
