using Bridge.Messaging;
using Bridge.TestKit;

namespace Bridge.Tests.Messaging;

public sealed class ChannelNameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("A-Z.a_z:0-9")]
    [InlineData("..")]
    [InlineData("-")]
    public void A_name_of_the_allowed_characters_is_one(string text)
    {
        Assert.True(ChannelName.TryParse(text, out var name));
        Assert.Equal(text, name.Value);
        Assert.Equal(text, name.ToString());
        Assert.Equal(name, (ChannelName)text);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData(" ")]
    [InlineData("~ours")]
    [InlineData("a/b")]
    [InlineData("a%2eb")]
    [InlineData("a+b")]
    [InlineData("a\0")]
    [InlineData("a\n")]
    [InlineData("ä")]
    [InlineData("а")] // Cyrillic
    [InlineData("٣")] // a digit, but not one of ours
    public void Anything_else_is_none(string? text)
    {
        Assert.False(ChannelName.TryParse(text, out var name));
        Assert.True(name.IsDefault);
        Assert.Throws<FormatException>(() => new ChannelName(text!));
    }

    [Fact]
    public void A_name_has_128_characters_at_most()
    {
        Assert.True(ChannelName.IsValid(new string('x', 128)));
        Assert.False(ChannelName.IsValid(new string('x', 129)));
    }

    [Fact]
    public void A_name_never_set_has_no_text_to_be_mistaken_for_one()
    {
        Assert.Throws<InvalidOperationException>(() => default(ChannelName).Value);
        Assert.Equal("", default(ChannelName).ToString());
    }

    [Fact]
    public Task What_is_valid_follows_the_documented_pattern_for_any_text() => Seeds.RunAsync(2_000, seed =>
    {
        var text = Fuzz.Text(new SeededRandom(seed), "aZ09:_.-~%/ é\0");
        Assert.Equal(System.Text.RegularExpressions.Regex.IsMatch(text, @"\A[A-Za-z0-9:_.-]{1,128}\z"), ChannelName.TryParse(text, out _));
        return Task.CompletedTask;
    });
}
