using Bridge.PollShapes;

namespace Bridge.Tests.PollShapes;

public sealed class GuaranteeTests
{
    [Theory]
    [InlineData("couchdb", "ExactlyOnce", "ExactlyOnce")]
    [InlineData("zulip", "ExactlyOnce", "ExactlyOnce")]
    [InlineData("nextcloud-talk", "ExactlyOnce", "ExactlyOnce")]
    [InlineData("nchan", "ExactlyOnce", "ExactlyOnce")]
    [InlineData("message-bus", "ExactlyOnce", "ExactlyOnce")]
    [InlineData("github", "AtMostOnce", "AtMostOnce")]
    [InlineData("json-server", "ExactlyOnce", "ExactlyOnce")]
    [InlineData("transmission", "FinalState", "FinalState")]
    [InlineData("php-last-id", "ExactlyOnce", "ExactlyOnce")]
    [InlineData("php-timestamp", "FinalState", "FinalState")]
    public void It_follows_from_the_record(string sample, string upstream, string answer)
    {
        var guarantee = Guarantee.Of(Samples.Read(sample));
        Assert.Equal((upstream, answer), ($"{guarantee.Upstream}", $"{guarantee.Answer}"));
        Assert.Empty(guarantee.TapRefusals);
    }

    [Fact]
    public void A_queue_that_forgets_what_it_has_written_promises_less_and_refuses_a_second_reader()
    {
        var queue = new PollShape
        {
            Ack = new ShapeAck { Mode = AckMode.OnRead },
            Effects = [ShapeEffect.Consume, ShapeEffect.Presence],
            Session = new ShapeSession { Single = SessionSingle.Last },
        };
        var guarantee = Guarantee.Of(queue);
        Assert.Equal((GuaranteeKind.AtMostOnce, GuaranteeKind.AtMostOnce), (guarantee.Upstream, guarantee.Answer));
        Assert.Equal("Upstream: every item at most once, because the backend forgets what it has written. Answered polls: every item at most once.", guarantee.Sentence);
        Assert.Equal(["effects", "ack.mode", "session.single"], guarantee.TapRefusals.Select(refusal => refusal.Split(':')[0]));
        Assert.Equal(["effects"], guarantee.Warnings.Select(warning => warning.Split(':')[0]));
    }

    [Fact]
    public void What_can_be_lost_is_warned_of()
    {
        Assert.Equal(["items.limit.keep"], Guarantee.Of(Samples.Read("github")).Warnings.Select(warning => warning.Split(':')[0]));
        Assert.Equal(["cursor.probe"], Guarantee.Of(Samples.Read("php-last-id")).Warnings.Select(warning => warning.Split(':')[0]));
        Assert.Empty(Guarantee.Of(Samples.Read("couchdb")).Warnings);
    }
}
