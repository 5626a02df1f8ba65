using System.Text;
using Bridge.Dialects;
using Bridge.Messaging;

namespace Bridge.Conformance.Dialects;

/// <summary>What every dialect of a socket does, whatever its words are. Internal like the dialects: a concrete class shows the tests.</summary>
public abstract partial class DialectSuite
{
    protected static readonly ChannelName News = "news";
    protected static readonly Epoch Life = new(0x123456789);

    /// <summary>Payloads of every kind, with all that is awkward in JSON, in UTF-8 and in frames.</summary>
    public static TheoryData<PayloadKind, byte[]> Payloads()
    {
        var rows = new TheoryData<PayloadKind, byte[]>();
        string[] json = ["null", "0", "-1.50e+007", "\"a\"", "\"\\u00e9\\/\\ud83d\\ude00\"", "{\"a\" : [1,\t2] }", "{\"b\":1,\"a\":2,\"b\":3}", "[]", "123456789012345678901234567890", "\"\u2028<script>é😀\""];
        string[] text = ["", "plain", "\"quoted\" \\ back", "line\nend\r\n\t\0\u0001", "é😀\u2028\uFEFF", "</script><b>&amp;", new string('x', 5_000)];
        byte[][] binary = [[], [0], [255, 254, 0, 1], Enumerable.Range(0, 256).Select(n => (byte)n).ToArray(), new byte[5_000]];
        foreach (var one in json)
        {
            rows.Add(PayloadKind.Json, Encoding.UTF8.GetBytes(one));
        }

        foreach (var one in text)
        {
            rows.Add(PayloadKind.Text, Encoding.UTF8.GetBytes(one));
        }

        foreach (var one in binary)
        {
            rows.Add(PayloadKind.Binary, one);
        }

        return rows;
    }

    /// <summary>Messages of a client that the dialect understands: the stock of the mutations.</summary>
    protected abstract IReadOnlyList<byte[]> Understood { get; }

    /// <summary>A message of a client that submits the payload to <see cref="News"/>; and whether it goes as a binary frame.</summary>
    protected abstract (byte[] Bytes, bool Binary) Submission(Payload payload);

    /// <summary>Checks that a frame is one that the dialect's clients can read, and gives the messages' payloads in it.</summary>
    protected abstract IEnumerable<Payload> ReadByClient(ReadOnlyMemory<byte> frame, bool binary);

    internal abstract IDialect Create();

    protected static Message Message(Payload payload, long offset = 1) =>
        new(News, new Position(Life, offset), payload, Audience.Everyone, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    internal static IReadOnlyList<(ReadOnlyMemory<byte> Bytes, bool Binary)> Write(IDialect dialect, IReadOnlyList<ServerReply> replies, Batch? batch)
    {
        var frames = new FrameQueue();
        dialect.Write(replies, batch, frames);
        return [.. Enumerable.Range(0, frames.Count).Select(i => (frames[i], frames.IsBinary(i)))];
    }

    protected static Batch BatchOf(params IEnumerable<Message> messages)
    {
        var batch = new Batch();
        batch.Messages.AddRange(messages);
        return batch;
    }

    /// <summary>Bytes alone compare by reference.</summary>
    protected static string Shown(Payload payload) => $"{payload.Kind} {Convert.ToHexString(payload.Bytes.Span)}";
}
