using Bridge.Messaging;

namespace Bridge.Campaign.Judging;

/// <summary>The judge finds what it is there to find: each sequence breaks one promise, or none.</summary>
public sealed class JudgeTests
{
    private static readonly Epoch First = EpochOf("aaaaaaaa");
    private static readonly Epoch Second = EpochOf("bbbbbbbb");

    private readonly Verdict _verdict = new();

    [Fact]
    public void What_comes_once_and_in_order_is_no_fault()
    {
        var (judge, _) = Reader(attempted: 3);
        Hear(judge, First, (1, "p:1"), (2, "p:2:xxx"), (3, "p:3"));
        judge.Close();
        Assert.Equal((0, true), (_verdict.Faults, judge.IsAbreast));
    }

    [Fact]
    public void A_number_that_never_comes_is_lost()
    {
        var (judge, _) = Reader(attempted: 3);
        Hear(judge, First, (1, "p:1"), (2, "p:3"));
        Assert.Equal((1, 1), (_verdict.Lost, _verdict.Faults));
    }

    [Fact]
    public void So_is_the_rest_that_never_comes()
    {
        var (judge, source) = Reader(attempted: 5);
        source.Settled = 4;
        Hear(judge, First, (1, "p:1"));
        judge.Close();
        Assert.Equal((3, 3), (_verdict.Lost, _verdict.Faults));
    }

    [Fact]
    public void A_number_that_comes_after_a_later_one_is_reordered_not_lost()
    {
        var (judge, _) = Reader(attempted: 3);
        Hear(judge, First, (1, "p:2"), (2, "p:1"), (3, "p:3"));
        Assert.Equal((0, 1, 1), (_verdict.Lost, _verdict.Reordered, _verdict.Faults));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_comes_twice_is_doubled_at_whatever_position(long again)
    {
        var (judge, _) = Reader(attempted: 3);
        Hear(judge, First, (1, "p:1"), (2, "p:2"), (again, "p:2"));
        Assert.Equal((1, 1), (_verdict.Doubled, _verdict.Faults));
    }

    [Theory]
    [InlineData("p:4")]
    [InlineData("other:1")]
    [InlineData("nonsense")]
    public void What_nobody_said_is_invented(string payload)
    {
        var (judge, _) = Reader(attempted: 3);
        Hear(judge, First, (1, payload));
        Assert.Equal((1, 1), (_verdict.Invented, _verdict.Faults));
    }

    [Fact]
    public void A_hole_in_the_positions_is_a_gap_that_was_not_told()
    {
        var (judge, _) = Reader(attempted: 2);
        Hear(judge, First, (1, "p:1"), (3, "p:2"));
        Assert.Equal((1, 1), (_verdict.UntoldGaps, _verdict.Faults));
    }

    [Fact]
    public async Task So_is_another_epoch()
    {
        var (judge, source) = Reader(attempted: 2);
        Hear(judge, First, (1, "p:1"));
        await KilledAsync(source, settled: 1);
        Hear(judge, Second, (1, "p:2"));
        Assert.Equal((1, 1), (_verdict.UntoldGaps, _verdict.Faults));
    }

    [Theory]
    [InlineData("epoch", 0)]
    [InlineData("evicted", 1)]
    public async Task A_gap_that_no_kill_explains_is_false(string reason, int kills)
    {
        var (judge, source) = Reader(attempted: 2);
        for (var kill = 0; kill < kills; kill++)
        {
            await KilledAsync(source, settled: 0);
        }

        judge.Gap(reason, new Position(Second, 0));
        Assert.Equal((1, 0, 1), (_verdict.FalseGaps, _verdict.TrueGaps, _verdict.Faults));
    }

    [Fact]
    public async Task A_kill_explains_one_gap_and_what_was_under_way_may_be_gone_or_come_again()
    {
        var (judge, source) = Reader(attempted: 6);
        Hear(judge, First, (1, "p:1"), (2, "p:2"), (3, "p:3"));
        await KilledAsync(source, settled: 2);
        judge.Gap("epoch", new Position(Second, 0));
        source.Attempted = 8;
        Hear(judge, Second, (1, "p:3"), (2, "p:5"), (3, "p:6"), (4, "p:7"), (5, "p:8"));
        Assert.Equal((0, 1, 1, 1), (_verdict.Faults, _verdict.TrueGaps, _verdict.ToldLost, _verdict.SaidAgain));

        judge.Gap("epoch", new Position(First, 0));
        Assert.Equal(1, _verdict.FalseGaps);
    }

    [Fact]
    public async Task But_not_what_was_settled_before_nor_what_came_after()
    {
        var (judge, source) = Reader(attempted: 6);
        Hear(judge, First, (1, "p:1"), (2, "p:2"));
        await KilledAsync(source, settled: 2);
        judge.Gap("epoch", new Position(Second, 0));
        source.Attempted = 9;
        Hear(judge, Second, (1, "p:2"), (2, "p:6"), (3, "p:9"));
        Assert.Equal((1, 2, 3), (_verdict.Doubled, _verdict.Lost, _verdict.ToldLost));
    }

    private readonly Life _life = new(forgets: true);

    private (ChannelJudge Judge, Source Source) Reader(long attempted)
    {
        var source = _life.Add("p", "news");
        source.Attempted = attempted;
        return (new ChannelJudge("reader", _life, [source], _verdict), source);
    }

    private static Epoch EpochOf(string text) => Epoch.TryParse(text, out var epoch) ? epoch : throw new FormatException(text);

    private Task KilledAsync(Source source, long settled)
    {
        source.Settled = settled;
        return _life.KillAsync(() => Task.CompletedTask);
    }

    private static void Hear(ChannelJudge judge, Epoch epoch, params (long Offset, string Payload)[] messages)
    {
        foreach (var (offset, payload) in messages)
        {
            judge.Message(new Position(epoch, offset), $"\"{payload}\"");
        }
    }
}
