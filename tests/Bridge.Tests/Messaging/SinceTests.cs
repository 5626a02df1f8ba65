using Bridge.Messaging;
using Bridge.TestKit;

namespace Bridge.Tests.Messaging;

public sealed class SinceTests
{
    private static readonly Position Head = new(new Epoch(5), 100);
    private static readonly Position Tail = new(new Epoch(5), 90);

    [Theory]
    [InlineData("now", 100)]
    [InlineData("oldest", 90)]
    [InlineData("last:0", 100)]
    [InlineData("last:3", 97)]
    [InlineData("last:10", 90)]
    [InlineData("last:2147483647", 90)]
    public void A_start_is_found_in_the_channel_as_it_stands(string text, long offset)
    {
        Assert.True(Since.TryParse(text, out var since));
        Assert.Equal(Head with { Offset = offset }, since.Resolve(Head, Tail));
        Assert.Null(since.Explicit);
    }

    [Fact]
    public void A_position_stands_where_it_says_even_when_the_channel_does_not_have_it()
    {
        Assert.True(Since.TryParse("k3f9x2ab-124", out var since));
        Assert.Equal("k3f9x2ab-124", since.Resolve(Head, Tail).ToString());
        Assert.Equal(since.Explicit, since.Resolve(Head, Tail));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Now")]
    [InlineData("last:")]
    [InlineData("last:-1")]
    [InlineData("last:+1")]
    [InlineData("last: 1")]
    [InlineData("last:1.0")]
    [InlineData("last:2147483648")]
    [InlineData("last:3\0")]
    [InlineData("last:٣")]
    [InlineData("k3f9x2ab-01")]
    public void Anything_else_is_no_start(string text)
    {
        Assert.False(Since.TryParse(text, out var since));
        Assert.Equal(Since.Now, since);
    }

    [Fact]
    public Task No_text_makes_it_throw() => Seeds.RunAsync(5_000, seed =>
    {
        var random = new SeededRandom(seed);
        var text = Fuzz.Spoil(random, random.Pick((string[])["now", "oldest", "last:12", "k3f9x2ab-124"]), "nowldst:0129-+ \0k");
        if (Since.TryParse(text, out var since))
        {
            Assert.False(Head.IsBefore(since.Explicit is null ? since.Resolve(Head, Tail) : Head));
        }

        return Task.CompletedTask;
    });
}
