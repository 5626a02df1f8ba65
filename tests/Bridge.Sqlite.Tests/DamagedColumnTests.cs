using Bridge.Stores;

namespace Bridge.Sqlite.Tests;

/// <summary>Columns that no version of ours wrote: a fault that says what it found, whatever stands there.</summary>
public sealed class DamagedColumnTests
{
    [Theory]
    [InlineData("news")]
    [InlineData("news k3f9x2ab-1")]
    [InlineData("news nowhere ")]
    [InlineData("news k3f9x2ab-1 a b")]
    [InlineData("no/name k3f9x2ab-1 ")]
    [InlineData("news k3f9x2ab-1 \nnews")]
    public void A_subscription_that_is_none_is_told(string text) => Assert.Throws<FormatException>(() => SubscriptionText.Read(text));

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a b c")]
    [InlineData(", ")]
    public void An_audience_that_is_none_is_told(string text) => Assert.Throws<FormatException>(() => AudienceText.Read(text));
}
