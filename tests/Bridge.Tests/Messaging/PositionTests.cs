using Bridge.Messaging;
using Bridge.TestKit;

namespace Bridge.Tests.Messaging;

public sealed class PositionTests
{
    private const string Signs = "abk9z28-01oO l+٣\0";

    [Fact]
    public Task What_is_written_is_read_again() => Seeds.RunAsync(2_000, seed =>
    {
        var random = new SeededRandom(seed);
        var position = new Position(new Epoch(random.NextUInt64()), (long)(random.NextUInt64() & Position.MaxOffset) >> random.Below(54));
        var text = position.ToString();

        Assert.True(Position.TryParse(text, out var read));
        Assert.Equal(position, read);
        Assert.Matches(@"\A[a-km-np-z2-9]{8}-(0|[1-9][0-9]{0,15})\z", text);
        Span<char> written = stackalloc char[Position.MaxTextLength];
        Assert.Equal(text, new string(written[..position.Format(written)]));
        return Task.CompletedTask;
    });

    [Fact]
    public Task What_is_read_is_written_the_same() => Seeds.RunAsync(5_000, seed =>
    {
        var random = new SeededRandom(seed);
        var text = Fuzz.Spoil(random, new Position(new Epoch(random.NextUInt64()), random.Below(1_000)).ToString(), Signs);
        if (Position.TryParse(text, out var read))
        {
            Assert.Equal(text, read.ToString());
        }

        return Task.CompletedTask;
    });

    [Theory]
    [InlineData("")]
    [InlineData("k3f9x2ab")]
    [InlineData("k3f9x2ab-")]
    [InlineData("k3f9x2ab--1")]
    [InlineData("k3f9x2ab-+1")]
    [InlineData("k3f9x2ab- 1")]
    [InlineData("k3f9x2ab-01")]
    [InlineData("k3f9x2ab-00")]
    [InlineData("k3f9x2ab-1e3")]
    [InlineData("k3f9x2ab-9007199254740992")]
    [InlineData("k3f9x2ab-99999999999999999")]
    [InlineData("K3f9x2ab-1")]
    [InlineData("k3f9x2a-1")]
    [InlineData("k3f9x2abc-1")]
    [InlineData("k3f9x2ab-1\0")] // .NET reads numbers with zeros behind them
    [InlineData("l3f9x2ab-1")]
    [InlineData("o3f9x2ab-1")]
    [InlineData("03f9x2ab-1")]
    public void Text_that_is_no_position_is_none(string text)
    {
        Assert.False(Position.TryParse(text, out var position));
        Assert.Equal(default, position);
    }

    [Fact]
    public void The_greatest_offset_is_the_greatest_that_javascript_counts()
    {
        Assert.True(Position.TryParse("k3f9x2ab-9007199254740991", out var position));
        Assert.Equal(Position.MaxOffset, position.Offset);
        Assert.Equal(Position.MaxTextLength, position.ToString().Length);
    }

    [Fact]
    public void Only_offsets_of_one_epoch_are_compared()
    {
        var one = new Position(new Epoch(1), 5);
        Assert.True(one.IsBefore(one.Plus(1)));
        Assert.False(one.IsBefore(one));
        Assert.False(one.IsBefore(one.Plus(-1)));
        Assert.False(one.IsBefore(new Position(new Epoch(2), 9)));
    }

    [Fact]
    public void An_epoch_takes_40_bits_and_reads_8_signs()
    {
        Assert.Equal(new Epoch(1), new Epoch((1UL << 40) + 1));
        Assert.Equal("aaaaaaab", new Epoch(1).ToString());
        Assert.True(Epoch.TryParse("99999999", out var last));
        Assert.Equal(new Epoch(ulong.MaxValue), last);
        Assert.False(Epoch.TryParse("aaaaaaaa ", out _));
    }
}
