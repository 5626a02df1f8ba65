using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Bridge.Simulation.Shim;

/// <summary>A line of JSON out, a line of JSON in.</summary>
internal sealed class Lines(Stream output, Stream input)
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _out = new(1 << 12);
    private byte[] _in = new byte[1 << 16];

    public void Write(int page, long now, string what, ReadOnlySpan<object?> more)
    {
        _out.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_out, Options))
        {
            json.WriteStartArray();
            json.WriteNumberValue(page);
            json.WriteNumberValue(now);
            json.WriteStringValue(what);
            foreach (var one in more)
            {
                Write(json, one);
            }

            json.WriteEndArray();
        }

        _out.Write("\n"u8);
        output.Write(_out.WrittenSpan);
        output.Flush();
    }

    /// <summary>The answer; nothing when the other side is gone. There is never more than one under way.</summary>
    public ReadOnlyMemory<byte> Read()
    {
        for (var length = 0; ;)
        {
            var count = input.Read(_in, length, _in.Length - length);
            if (count == 0)
            {
                return default;
            }

            length += count;
            if (_in[length - 1] == '\n')
            {
                return _in.AsMemory(0, length - 1);
            }

            if (length == _in.Length)
            {
                Array.Resize(ref _in, length * 2);
            }
        }
    }

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case string text: json.WriteStringValue(text); break;
            case int number: json.WriteNumberValue(number); break;
            case long number: json.WriteNumberValue(number); break;
            case bool truth: json.WriteBooleanValue(truth); break;
            default: JsonSerializer.Serialize(json, value, value.GetType()); break;
        }
    }
}
