using System.Buffers;

namespace Bridge.Dialects;

/// <summary>Frames on their way out: bytes shared by all receivers, or composed here in one buffer. Reused; taken from and returned to a small pool.</summary>
internal sealed class FrameQueue
{
    private const int KeptBuffer = 128 << 10;

    [ThreadStatic]
    private static FrameQueue? _spare;

    private readonly List<(ReadOnlyMemory<byte> Shared, int Start, int Length, bool Binary)> _frames = [];
    private ArrayBufferWriter<byte> _composed = new();
    private int _start;

    /// <summary>How many frames.</summary>
    public int Count => _frames.Count;

    /// <summary>Where to compose the next frame; <see cref="End"/> closes it.</summary>
    public ArrayBufferWriter<byte> Composed => _composed;

    /// <summary>One of the frames. Valid until the queue is cleared.</summary>
    public ReadOnlyMemory<byte> this[int index]
    {
        get
        {
            var frame = _frames[index];
            return frame.Length < 0 ? frame.Shared : _composed.WrittenMemory.Slice(frame.Start, frame.Length);
        }
    }

    public static FrameQueue Rent()
    {
        var queue = _spare ?? new FrameQueue();
        _spare = null;
        return queue;
    }

    public void Return()
    {
        Clear();
        _spare = this;
    }

    /// <summary>Whether a frame is bytes rather than text.</summary>
    public bool IsBinary(int index) => _frames[index].Binary;

    /// <summary>Adds a frame that others send too.</summary>
    public void Add(ReadOnlyMemory<byte> shared, bool binary) => _frames.Add((shared, 0, -1, binary));

    /// <summary>What was composed since the last frame is a frame.</summary>
    public void End(bool binary = false)
    {
        var end = _composed.WrittenCount;
        _frames.Add((default, _start, end - _start, binary));
        _start = end;
    }

    public void Clear()
    {
        _frames.Clear();
        _start = 0;
        if (_composed.Capacity > KeptBuffer)
        {
            _composed = new ArrayBufferWriter<byte>();
        }
        else
        {
            _composed.ResetWrittenCount();
        }
    }
}
