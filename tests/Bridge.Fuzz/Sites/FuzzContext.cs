using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Bridge.Fuzz.Sites;

/// <summary>One request's context, with the features that a server gives it.</summary>
internal sealed class FuzzContext : IHttpUpgradeFeature
{
    private readonly MemoryStream _body = new();
    private readonly ResponseFeature _response;
    private readonly Request _request;

    public FuzzContext(Request request, IServiceProvider services)
    {
        _request = request;
        _response = new ResponseFeature(_body);
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature
        {
            Method = request.Method,
            Path = request.Path,
            QueryString = request.Query,
            Protocol = request.Protocol,
            Scheme = "http",
            Headers = HeadersOf(request),
            Body = new Wire(request.Body, request.Piece, ends: true),
        });
        features.Set<IHttpResponseFeature>(_response);
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(_body));
        features.Set<IHttpUpgradeFeature>(this);
        features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature());
        Http = new DefaultHttpContext(features) { RequestServices = services };
    }

    public DefaultHttpContext Http { get; }

    /// <summary>The socket's wire, once it is one.</summary>
    public Wire? Wire { get; private set; }

    /// <inheritdoc/>
    public bool IsUpgradableRequest => _request.Protocol == "HTTP/1.1" && Http.Request.Headers.Connection.ToString().Contains("upgrade", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public Task<Stream> UpgradeAsync()
    {
        Wire = new Wire(_request.Body, _request.Piece, ends: false);
        _response.StatusCode = StatusCodes.Status101SwitchingProtocols;
        return Task.FromResult<Stream>(Wire);
    }

    public Answer Answer() => new(_response.StatusCode, _response.Headers, Wire is null ? _body.ToArray() : Wire.Sent, Wire is not null);

    private static HeaderDictionary HeadersOf(Request request)
    {
        var headers = new HeaderDictionary { ["Host"] = "bridge.example" };
        foreach (var (name, value) in request.Headers)
        {
            headers.Append(name, value);
        }

        if (request.Piece == int.MaxValue)
        {
            headers.ContentLength = request.Body.Length; // else it comes in chunks
        }

        return headers;
    }

    /// <summary>As a server: what was begun can't be changed.</summary>
    private sealed class ResponseFeature(Stream body) : HttpResponseFeature
    {
        public override bool HasStarted => body.Length > 0;
    }
}
