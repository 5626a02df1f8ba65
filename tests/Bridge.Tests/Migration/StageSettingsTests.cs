using Bridge.Migration;

namespace Bridge.Tests.Migration;

public sealed class StageSettingsTests
{
    [Theory]
    [InlineData("observe", false, false, 0, 0)]
    [InlineData("tap", true, false, 0, 0)]
    [InlineData("Shadow", true, true, 0, 0)]
    [InlineData("answer", true, false, 100, 0)]
    [InlineData("answer 2.5%", true, false, 2.5, 0)]
    [InlineData("intercept 25%", true, false, 100, 25)]
    [InlineData("native", true, false, 100, 100)]
    [InlineData("retired", true, false, 100, 0)]
    public void A_stage_is_a_preset(string text, bool upstream, bool shadow, double answer, double intercept)
    {
        Assert.True(StageSettings.TryParse(text, out var settings, out _));
        Assert.Equal((upstream, shadow, answer, intercept), (settings.Upstream, settings.Shadow, settings.Answer, settings.Intercept));
        Assert.Equal(text.ToLowerInvariant(), settings.ToString());
    }

    [Fact]
    public void Retired_may_have_a_day()
    {
        Assert.True(StageSettings.TryParse("retired 2027-01-31", out var settings, out _));
        Assert.Equal(new DateTimeOffset(2027, 1, 31, 0, 0, 0, TimeSpan.Zero), settings.Sunset);
        Assert.Equal("retired 2027-01-31", settings.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("tapp")]
    [InlineData("1")]
    [InlineData("tap 5%")]
    [InlineData("answer 101%")]
    [InlineData("answer -1%")]
    [InlineData("answer 1e1%")]
    [InlineData("answer 25")]
    [InlineData("intercept NaN%")]
    [InlineData("retired tomorrow")]
    [InlineData("answer 1% 2%")]
    public void What_is_no_stage_says_what_to_write(string text)
    {
        Assert.False(StageSettings.TryParse(text, out _, out var fault));
        Assert.Contains("'intercept 25%'", fault, StringComparison.Ordinal);
    }
}
