using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Tests.Stores;

public sealed class AudienceTextTests
{
    [Fact]
    public void What_is_written_is_read_again()
    {
        Audience[] audiences =
        [
            Audience.Everyone, Audience.Tagged("a"), Audience.Tagged("a", "b"), Audience.Everyone.But("c"), Audience.Everyone.But("c", "d"), Audience.Tagged("a", "b").But("c", "d"),
        ];
        Assert.Equal([null, "a ", "a,b ", " c", " c,d", "a,b c,d"], audiences.Select(AudienceText.Write));
        Assert.All(audiences, audience =>
        {
            var read = AudienceText.Read(AudienceText.Write(audience));
            Assert.Equal(audience.Only.ToArray(), read.Only.ToArray());
            Assert.Equal(audience.Except.ToArray(), read.Except.ToArray());
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a b c")]
    public void What_is_no_audience_is_named(string text) =>
        Assert.Equal($"'{text}' is no audience.", Assert.Throws<FormatException>(() => AudienceText.Read(text)).Message);
}
