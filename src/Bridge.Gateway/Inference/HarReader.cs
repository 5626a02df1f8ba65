using System.Text.Json;

namespace Bridge.Gateway.Inference;

/// <summary>Reads a HAR of any length: in memory is one entry at a time.</summary>
internal sealed class HarReader(Stream file)
{
    /// <summary>The longest entry.</summary>
    public const int LongestEntry = 64 << 20;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 512 }; // the stacks of initiators nest

    private byte[] _buffer = new byte[64 << 10];
    private int _start;
    private int _end;
    private bool _isLast;
    private JsonReaderState _state = new(Options);
    private string _at = ""; // the names above the current value, as log.entries
    private bool _hasEntries;

    /// <summary>How many bytes were read.</summary>
    public long Bytes { get; private set; }

    /// <summary>Which program wrote the file; null: it doesn't say.</summary>
    public string? Creator { get; private set; }

    /// <summary>Hands over every entry. It is gone when the next one comes.</summary>
    /// <exception cref="FormatException">This is no HAR; the message says why.</exception>
    public void Read(Action<JsonElement> entry)
    {
        try
        {
            while (_end < 3 && Fill())
            {
                // A byte order mark may come in pieces.
            }

            _start = _buffer.AsSpan(0, _end).StartsWith("\uFEFF"u8) ? 3 : 0;
            do
            {
                Pass(entry);
            }
            while (Fill());
        }
        catch (JsonException broken)
        {
            throw new FormatException($"it is no JSON: line {broken.LineNumber + 1}, after {Bytes >> 10} KiB. Was the export broken off?", broken);
        }

        if (!_hasEntries)
        {
            throw new FormatException("it is JSON, but no HAR: there is no log.entries. In the developer tools, save the network tab as HAR.");
        }
    }

    private void Pass(Action<JsonElement> entry)
    {
        var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _isLast, _state);
        var whole = reader;
        while (Step(ref reader, entry))
        {
            whole = reader;
        }

        _start += (int)whole.BytesConsumed;
        _state = whole.CurrentState;
    }

    /// <summary>One token, or one value as a whole; false: the rest isn't there yet.</summary>
    private bool Step(ref Utf8JsonReader reader, Action<JsonElement> entry)
    {
        if (!reader.Read())
        {
            return false;
        }

        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName when reader.CurrentDepth <= 2:
                _at = reader.CurrentDepth == 1 ? reader.GetString()! : $"{(_at.Split('.')[0])}.{reader.GetString()}";
                return true;
            case JsonTokenType.StartObject when reader.CurrentDepth == 0 || (reader.CurrentDepth == 1 && _at == "log"):
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                return true;
            case JsonTokenType.StartArray when _at == "log.entries" && reader.CurrentDepth == 2:
                return _hasEntries = true;
            case JsonTokenType.StartObject when _at == "log.entries" && reader.CurrentDepth == 3:
                return Value(ref reader, entry);
            case JsonTokenType.StartObject when _at is "log.creator" or "log.browser":
                return Value(ref reader, creator => Creator = NameOf(creator) ?? Creator);
            default:
                return reader.TrySkip();
        }
    }

    private static bool Value(ref Utf8JsonReader reader, Action<JsonElement> take)
    {
        if (!JsonDocument.TryParseValue(ref reader, out var document))
        {
            return false;
        }

        using (document)
        {
            take(document.RootElement);
        }

        return true;
    }

    private static string? NameOf(JsonElement program) =>
        HarEntry.Text(program, "name") is { } name ? $"{name} {HarEntry.Text(program, "version")}".Trim() : null;

    /// <summary>Reads on; false: that was all.</summary>
    private bool Fill()
    {
        if (_isLast)
        {
            return false;
        }

        Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
        (_start, _end) = (0, _end - _start);
        if (_end > _buffer.Length / 2)
        {
            Array.Resize(ref _buffer, _buffer.Length < LongestEntry ? _buffer.Length * 2 : throw new FormatException($"one of its entries is longer than {LongestEntry >> 20} MiB."));
        }

        var read = file.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        Bytes += read;
        _isLast = read == 0;
        return true;
    }
}
