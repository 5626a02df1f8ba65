using System.Text;
using Bridge.Messaging;
using Bridge.TestKit;

namespace Bridge.Tests.Messaging;

public sealed class PayloadTests
{
    [Fact]
    public void Bytes_are_passed_on_verbatim()
    {
        byte[] bytes = [0, 255, 34];
        Assert.Equal(bytes, Payload.Binary(bytes).Bytes.ToArray());
        Assert.Equal(PayloadKind.Binary, Payload.Binary(bytes).Kind);
        Assert.Equal("{ \"a\" : 1.0 }", Encoding.UTF8.GetString(Payload.Json("{ \"a\" : 1.0 }").Bytes.Span));
        Assert.Equal(PayloadKind.Json, Payload.Json("1"u8.ToArray()).Kind);
        Assert.Equal((PayloadKind.Text, 2), (Payload.Text("ä").Kind, Payload.Text("ä").Bytes.Length));
    }

    [Fact]
    public void A_value_is_written_as_the_web_writes_it() =>
        Assert.Equal("""{"someName":1}""", Encoding.UTF8.GetString(Payload.From(new { SomeName = 1 }).Bytes.Span));

    [Fact]
    public void A_batch_handed_back_is_empty_when_it_is_rented_again()
    {
        var batch = Batch.Rent();
        batch.Messages.Add(Message());
        batch.Gaps.Add(default);
        batch.Moved.Add(default);
        batch.Bytes = 5;
        batch.Return();

        var again = Batch.Rent();
        Assert.Same(batch, again);
        Assert.True(again.IsEmpty);
        Assert.Equal(0, again.Bytes);
        Assert.NotSame(again, Batch.Rent());
    }

    [Fact]
    public void A_messages_wire_form_is_made_once_per_dialect_until_it_cools()
    {
        var message = Message();
        var made = 0;
        byte[] Encode(Message _) => [(byte)++made];
        foreach (var slot in Enum.GetValues<EncodingSlot>())
        {
            Assert.Same(message.Encoded(slot, Encode), message.Encoded(slot, Encode));
        }

        Assert.Equal(3, made);
        message.Cool();
        Assert.NotSame(message.Encoded(EncodingSlot.Native, Encode), message.Encoded(EncodingSlot.Native, Encode));
    }

    [Fact]
    public void A_token_is_never_written_by_mistake_and_its_hash_is_compared_whole()
    {
        var token = new SessionToken("hush");
        Assert.DoesNotContain("hush", $"{token}");
        Assert.Equal("hush", token.Reveal());
        Assert.Equal(token.Hash(), new SessionToken("hush").Hash());
        Assert.NotEqual(token.Hash(), new SessionToken("hush2").Hash());
        Assert.Equal(32, token.Hash().Bytes.Length);
    }

    [Fact]
    public void Faults_of_options_are_collected_with_path_value_and_range()
    {
        var faults = new OptionFaults().Between("A.B", 5, 1, 4).Between("A.C", 4, 1, 4).Between("A.D", TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        Assert.Equal(["A.B: 5 is not between 1 and 4.", "A.D: 00:00:00 is not between 00:00:01 and 00:00:02."], faults.Found);
    }

    [Fact]
    public void Random_text_has_its_bytes_and_random_numbers_their_range()
    {
        var random = new SeededRandom(1);
        Assert.Equal(43, random.NextText(32).Length);
        Assert.All(Enumerable.Range(0, 1_000), _ => Assert.InRange(random.NextDouble(), 0, 0.9999999999999999));
    }

    private static Message Message() => new("a", default, Payload.Text("x"), Audience.Everyone, default);
}
