using Bridge.Messaging;
using Bridge.TestKit;

namespace Bridge.Conformance.Dialects;

public abstract partial class DialectSuite
{
    [Theory]
    [MemberData(nameof(Payloads))]
    public void A_published_payload_arrives_byte_by_byte(PayloadKind kind, byte[] bytes)
    {
        var payload = new Payload(bytes, kind);

        foreach (var batch in new[] { BatchOf(Message(payload)), BatchOf(Message(Payload.Json("1")), Message(payload, 2)) })
        {
            var frames = Write(Create(), [], batch);
            var read = frames.SelectMany(frame => ReadByClient(frame.Bytes, frame.Binary)).ToList();
            Assert.Equal(batch.Messages.Select(message => Shown(message.Payload)), read.Select(Shown));
        }
    }

    [Fact]
    public void Every_reply_is_a_frame_that_clients_can_read_or_none()
    {
        foreach (var reply in Replies())
        {
            foreach (var (bytes, binary) in Write(Create(), [reply], null))
            {
                _ = ReadByClient(bytes, binary).Count();
            }
        }
    }

    [Fact]
    public Task Replies_and_batches_of_every_mixture_are_frames_that_clients_can_read() => Seeds.RunAsync(200, seed =>
    {
        var random = new SeededRandom(seed);
        var replies = Enumerable.Range(0, random.Below(4)).Select(_ => random.Pick(Replies())).ToList();
        var payloads = Payloads().Select(row => new Payload(row.Data.Item2, row.Data.Item1)).ToList();
        var batch = BatchOf(Enumerable.Range(1, random.Below(5)).Select(offset => Message(random.Pick(payloads), offset)));
        if (random.OneIn(3))
        {
            batch.Gaps.Add(new Gap(News, random.Pick(Enum.GetValues<GapReason>()), new Position(Life, Position.MaxOffset)));
        }

        if (random.OneIn(3))
        {
            batch.Moved.Add(new(News, new Position(Life, 0)));
        }

        var frames = Write(Create(), replies, random.OneIn(5) ? null : batch);
        _ = frames.SelectMany(frame => ReadByClient(frame.Bytes, frame.Binary)).Count();
        return Task.CompletedTask;
    });

    [Fact]
    public void A_message_is_encoded_once_and_the_bytes_are_shared_by_all_who_get_it()
    {
        foreach (var payload in new[] { Payload.Json("{\"a\":1}"), Payload.Text("text"), Payload.Binary(new byte[] { 1, 2 }) })
        {
            var batch = BatchOf(Message(payload));
            var one = Assert.Single(Write(Create(), [], batch)).Bytes;
            var other = Assert.Single(Write(Create(), [], batch)).Bytes;

            Assert.True(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(one, out var first));
            Assert.True(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(other, out var second));
            Assert.Same(first.Array, second.Array);
        }
    }

    [Fact]
    public void Nothing_to_say_about_nobody_is_in_no_frame_with_a_message()
    {
        var frames = Write(Create(), [], new Batch());

        Assert.Empty(frames.SelectMany(frame => ReadByClient(frame.Bytes, frame.Binary)));
    }

    private static List<ServerReply> Replies() =>
    [
        new ServerReply.Probed("pad \" \\ \u0001 é"),
        new ServerReply.Opened(new SessionId("abc"), new SessionToken("secret"), 1, 1, TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(15)),
        new ServerReply.Opened(new SessionId("abc"), null, Position.MaxOffset, Position.MaxOffset, TimeSpan.Zero, TimeSpan.Zero),
        new ServerReply.Subscribed(News, new Position(Life, 5)),
        new ServerReply.Unsubscribed(News),
        new ServerReply.Accepted(null, null, null),
        new ServerReply.Accepted(1, new Position(Life, 5), null),
        new ServerReply.Accepted(Position.MaxOffset, null, Payload.Json("{\"a\":[1]}")),
        new ServerReply.Accepted(2, null, Payload.Text("line\nend \"")),
        new ServerReply.Accepted(3, null, Payload.Binary(new byte[] { 0, 255 })),
        new ServerReply.SubscribeRefused("no \" name \u2028 \ud800", Refusal.ChannelName),
        new ServerReply.SubmitRefused(null, Refusal.Json),
        new ServerReply.SubmitRefused(7, Refusal.Custom("mine", "With \"quotes\"\nand lines")),
        ServerReply.Ping.Instance,
        ServerReply.Pong.Instance,
        .. CloseReason.All.Select(reason => new ServerReply.Closed(reason)),
    ];
}
