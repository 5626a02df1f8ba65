using Bridge.Messaging;

namespace Bridge.Tests.Messaging;

public sealed class CursorTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(100)]
    public void A_cursor_knows_each_channels_position_and_no_other(int channels)
    {
        var cursor = new Cursor(Enumerable.Range(0, channels).Select(n => Pair("c" + n, n)));

        Assert.Equal(channels, cursor.Count);
        Assert.All(Enumerable.Range(0, channels), n => Assert.Equal(At(n), cursor["c" + n]));
        Assert.Null(cursor["other"]);
        Assert.Equal(channels, cursor.Distinct().Count());
    }

    [Fact]
    public void Of_a_channel_named_twice_the_last_position_counts()
    {
        var cursor = new Cursor([Pair("a", 1), Pair("b", 2), Pair("a", 3)]);

        Assert.Equal(2, cursor.Count);
        Assert.Equal(At(3), cursor["a"]);
    }

    [Fact]
    public void A_cursor_with_another_takes_the_others_positions()
    {
        var cursor = new Cursor([Pair("a", 1), Pair("b", 2)]).With(new Cursor([Pair("b", 3), Pair("c", 4)]));

        Assert.Equal((3, At(1), At(3), At(4)), (cursor.Count, cursor["a"], cursor["b"], cursor["c"]));
    }

    [Fact]
    public void The_empty_cursor_and_one_of_one_channel()
    {
        Assert.Equal(0, Cursor.Empty.Count);
        Assert.Equal(At(5), Cursor.Of("a", At(5))["a"]);
        Assert.Null(Cursor.Of("a", At(5))["b"]);
    }

    private static Position At(long offset) => new(new Epoch(1), offset);

    private static KeyValuePair<ChannelName, Position> Pair(string channel, long offset) => new(channel, At(offset));
}
