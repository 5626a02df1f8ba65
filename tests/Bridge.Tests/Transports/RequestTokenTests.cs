using Bridge.Messaging;
using Bridge.Transports;
using Microsoft.AspNetCore.Http;

namespace Bridge.Tests.Transports;

/// <summary>Which session a request names.</summary>
public sealed class RequestTokenTests
{
    [Fact]
    public void A_header_that_can_not_be_a_token_names_a_session_that_nobody_has()
    {
        Assert.Null(TokenOf());
        Assert.Equal(new SessionToken("a"), TokenOf("a"));
        Assert.Equal(new SessionToken(new string('a', SessionToken.MaxLength)), TokenOf(new string('a', SessionToken.MaxLength)));
        Assert.Equal(new SessionToken(""), TokenOf(new string('a', SessionToken.MaxLength + 1)));
        Assert.Equal(new SessionToken(""), TokenOf(""));
        Assert.Equal(new SessionToken(""), TokenOf("a", "b"));
    }

    private static SessionToken? TokenOf(params string[] values)
    {
        var request = new DefaultHttpContext().Request;
        if (values.Length > 0)
        {
            request.Headers["Bridge-Session"] = values;
        }

        return RequestChecks.Token(request);
    }
}
