using Bridge.Fuzz.Generation;
using Bridge.Messaging;
using Bridge.Transports;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Fuzz.Targets;

/// <summary>What every request is looked at for. A line each: Origin, Host, scheme, method, Cookie, Content-Type, Bridge-Session, query.</summary>
internal sealed class RequestTarget : Target
{
    private readonly OriginPolicy _listed = new(["https://app.example"], NullLogger<OriginPolicy>.Instance);
    private readonly OriginPolicy _any = new(["*"], NullLogger<OriginPolicy>.Instance);

    public override string Name => "request";

    public override int Weight => 12;

    public override IReadOnlyList<byte[]> Examples { get; } = Bytes.Of(
        "https://app.example\nbridge.example\nhttps\nPOST\n\napplication/json\nsecret\n?a=b",
        "http://localhost:5000\nlocalhost:5000\nhttp\nGET\nc=1\ntext/plain; charset=utf-8\n\n?token=x",
        "http://[::1]:8080\n[::1]:8080\nhttp\nPOST", "null\nx\nhttp\nPOST", "\nx\nhttps\nPOST\nc=1", "https://x:443\nx\nhttp\nGET", "http://user@x\nx\nhttp\nGET",
        "http://é\né\nhttp\nGET", "file:///x\nx\nhttp\nGET",
        "http://x:99999999999\nx:99999999999\nhttp\nGET", "http://x/\nx\nhttp\nGET", "http://x/path\nx\nhttp\nGET",
        "http://xn--bcher-kva.example\nxn--bcher-kva.example\nhttp\nPOST", "https://@x:443\nx\nhttp\nGET");

    public override IReadOnlyList<byte[]> Words { get; } = Bytes.Of(
        "\n", "http://", "https://", "app.example", ":443", ":80", "[::1]", "@", "?access_token=1", "?sid", "&ID_TOKEN=", ";charset=", "application/json", "*", "null",
        "xn--", "%2e", ",");

    public override Outcome Run(byte[] input)
    {
        var lines = Bytes.Text(input).Split('\n');
        var context = new DefaultHttpContext();
        var request = context.Request;
        string At(int line) => line < lines.Length ? lines[line] : "";
        if (At(0).Length > 0)
        {
            request.Headers.Origin = At(0);
        }

        request.Headers.Host = At(1); // as a server does: HostString's own setter looks at it
        request.Scheme = At(2) == "https" ? "https" : "http";
        request.Method = At(3);
        if (At(4).Length > 0)
        {
            request.Headers.Cookie = At(4);
        }

        request.ContentType = At(5);
        request.Headers["Bridge-Session"] = At(6);
        request.QueryString = new QueryString(At(7).StartsWith('?') ? At(7) : "");
        return Judge(context, At(0), At(6));
    }

    private Outcome Judge(DefaultHttpContext context, string origin, string token)
    {
        var allowed = _listed.Allows(context);
        var echoed = context.Response.Headers.AccessControlAllowOrigin.ToString();
        OracleException.Unless(echoed.Length == 0 || (allowed && string.Equals(echoed, "https://app.example", StringComparison.OrdinalIgnoreCase)), $"A page of '{origin}' may read the answer.");
        if (allowed && origin.Length > 0 && echoed.Length == 0)
        {
            OracleException.Unless(IsOwn(origin, context.Request), $"A page of '{origin}' passes for one of '{context.Request.Headers.Host}'.");
        }

        _any.Allows(context);
        foreach (var (name, value) in context.Response.Headers)
        {
            OracleException.Unless(!value.ToString().AsSpan().ContainsAnyExceptInRange(' ', '~'), $"The header {name} can't be sent: '{value}'.");
        }

        var session = RequestChecks.Token(context.Request);
        session?.Hash();
        OracleException.Unless(session is { } read && read.Reveal() == (token.Length is > 0 and <= SessionToken.MaxLength ? token : ""), "The token is not the header's.");
        var secret = RequestChecks.HasSecretInUrl(context.Request);
        return new(allowed ? "allowed" : "refused", (secret ? 1 : 0) + (RequestChecks.IsJson(context.Request) ? 2 : 0) + (echoed.Length > 0 ? 4 : 0));
    }

    /// <summary>Letter by letter what a browser writes for a page of the server's own: scheme, host, and the port where it is not the scheme's.</summary>
    private static bool IsOwn(string origin, HttpRequest request)
    {
        var host = request.Headers.Host.ToString();
        string[] own = [$"http://{host}", $"https://{host}"];
        return own.Any(text => new[] { text, text + ":80", text + ":443", text.Replace(":80", "", StringComparison.Ordinal), text.Replace(":443", "", StringComparison.Ordinal) }
            .Any(form => string.Equals(form, origin, StringComparison.OrdinalIgnoreCase)));
    }
}
