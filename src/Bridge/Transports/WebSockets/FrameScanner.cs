using System.Buffers.Binary;

namespace Bridge.Transports.WebSockets;

/// <summary>Follows the frames of a client through its bytes (RFC 6455 section 5.2), however they are cut. Judges nothing that the framework judges.</summary>
/// <remarks>The framework answers pings without a word to anybody, and waits for a payload of any announced length: both are seen here only.</remarks>
internal struct FrameScanner
{
    private const int MaskLength = 4;
    private const int MostHeader = 14;

    private HeaderBytes _header;
    private int _have;
    private ulong _left;

    /// <summary>Control frames that began so far.</summary>
    public long Controls { get; private set; }

    /// <summary>The largest payload that a data frame announced so far.</summary>
    public ulong Largest { get; private set; }

    /// <summary>The next bytes.</summary>
    public void Scan(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_left > 0)
            {
                var skipped = (int)Math.Min(_left, (ulong)bytes.Length);
                _left -= (ulong)skipped;
                bytes = bytes[skipped..];
                continue;
            }

            _header[_have++] = bytes[0];
            bytes = bytes[1..];
            if (_have >= 2 && _have == HeaderLength())
            {
                End();
            }
        }
    }

    private readonly int HeaderLength() => 2 + (_header[1] & 0x7F) switch { 126 => 2, 127 => 8, _ => 0 } + ((_header[1] & 0x80) != 0 ? MaskLength : 0);

    private void End()
    {
        ReadOnlySpan<byte> header = _header;
        var length = (header[1] & 0x7F) switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(header[2..]),
            127 => BinaryPrimitives.ReadUInt64BigEndian(header[2..]),
            var small => (ulong)small,
        };
        if ((header[0] & 0x08) != 0)
        {
            Controls++;
        }
        else
        {
            Largest = Math.Max(Largest, length);
        }

        _left = length;
        _have = 0;
    }

    [System.Runtime.CompilerServices.InlineArray(MostHeader)]
    private struct HeaderBytes
    {
        private byte _first;
    }
}
