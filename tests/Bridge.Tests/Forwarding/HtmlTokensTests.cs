using Bridge.Forwarding;

namespace Bridge.Tests.Forwarding;

/// <summary>Where the pieces of a document's head begin and end.</summary>
public sealed class HtmlTokensTests
{
    /// <summary>HTML standard, sections 13.2.5.43 to 13.2.5.52.</summary>
    [Theory]
    [InlineData("<!-- a -->b", 10)]
    [InlineData("<!---->b", 7)]
    [InlineData("<!-->b", 5)]
    [InlineData("<!--->b", 6)]
    [InlineData("<!--a--!>b", 9)]
    [InlineData("<!----!>b", 8)]
    [InlineData("<!--a--!>b-->c", 9)]
    [InlineData("<!--a-->b--!>c", 8)]
    [InlineData("<!--a--b-->c", 11)]
    [InlineData("<!--a--", null)]
    [InlineData("<!--", null)]
    public void A_comment_ends_where_browsers_end_it(string text, int? end)
    {
        var token = new HtmlTokens(text).Next(0);
        Assert.Equal(end is null ? (HtmlTokenKind.Partial, 0) : (HtmlTokenKind.Comment, end.Value), (token.Kind, token.End));
        Assert.Equal("", token.Name);
    }
}
