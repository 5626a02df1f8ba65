namespace Bridge.TestKit.Faults;

/// <summary>A response as buffering proxies hand it on: nothing of it before so many bytes are there, or all.</summary>
internal sealed class HeldBack(long bytes, Func<ReadOnlyMemory<byte>, ValueTask> sink, FaultCounts counts)
{
    private readonly MemoryStream _held = new();
    private bool _felt;

    public async ValueTask SendAsync(ReadOnlyMemory<byte> piece)
    {
        _held.Write(piece.Span);
        if (_held.Length >= bytes)
        {
            await FlushAsync();
        }
        else if (!_felt)
        {
            _felt = true;
            counts.Add(FaultKind.HoldBack);
        }
    }

    public async ValueTask FlushAsync()
    {
        if (_held.Length > 0)
        {
            await sink(_held.ToArray());
            _held.SetLength(0);
        }
    }
}
