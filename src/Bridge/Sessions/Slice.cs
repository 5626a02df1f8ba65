using System.Buffers;
using Bridge.Messaging;

namespace Bridge.Sessions;

/// <summary>So many readers to signal in one piece of work: a pump with thousands must not have a thread to itself.</summary>
internal sealed class Slice : IWork
{
    private readonly Reader[] _readers;
    private readonly int _count;

    public Slice(ReadOnlySpan<Reader> readers)
    {
        _count = readers.Length;
        _readers = ArrayPool<Reader>.Shared.Rent(_count);
        readers.CopyTo(_readers);
    }

    public void Run()
    {
        foreach (var reader in _readers.AsSpan(0, _count))
        {
            reader.Signal();
        }

        Array.Clear(_readers, 0, _count);
        ArrayPool<Reader>.Shared.Return(_readers);
    }
}
