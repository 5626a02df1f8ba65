using System.Buffers;

namespace Bridge.Sessions;

/// <summary>The readers to signal once no lock is held.</summary>
internal struct Woken(int capacity)
{
    private Reader[] _readers = ArrayPool<Reader>.Shared.Rent(capacity);

    public int Count { get; private set; }

    public readonly ReadOnlySpan<Reader> Readers => _readers.AsSpan(0, Count);

    public void AddIf(bool condition, Reader reader)
    {
        if (!condition)
        {
            return;
        }

        if (Count == _readers.Length)
        {
            var larger = ArrayPool<Reader>.Shared.Rent(Count * 2);
            _readers.CopyTo(larger, 0);
            Return();
            _readers = larger;
        }

        _readers[Count++] = reader;
    }

    public readonly void Return()
    {
        Array.Clear(_readers, 0, Count); // not all of it: the room is for everybody, those woken may be few
        ArrayPool<Reader>.Shared.Return(_readers);
    }
}
