using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Bridge.Forwarding;

/// <summary>Passes requests on to one backend, and its answers back. It keeps nothing of either: no cache, no cookies, no redirects followed, nothing unpacked, nothing sent twice.</summary>
internal sealed class Forwarder : IDisposable
{
    private readonly HttpMessageInvoker _backend;
    private readonly ForwardingOptions _options;
    private readonly BackendTarget _targets;
    private readonly OutgoingRequest _requests;
    private readonly Delivery _delivery;
    private readonly Endings _endings;
    private readonly HtmlInjector? _injector;
    private readonly TimeProvider _time;

    public Forwarder(Uri address, ForwardingOptions options, HeaderEncodings encodings, TimeProvider time, ILogger<Forwarder> logger)
    {
        (_options, _time) = (options, time);
        _targets = new BackendTarget(address);
        _requests = new OutgoingRequest(address, options, new ForwardedTrail(options.Forwarded, new KnownProxies(options.KnownProxies)));
        _endings = new Endings(address, logger);
        _injector = options.Inject is { } script ? new HtmlInjector(script, time, logger) : null;
        _delivery = new Delivery(options.BodyTimeout, _injector, _endings, time, logger);
        _backend = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = new BackendConnector(address, options, time).ConnectAsync,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null, // a traceparent of the client's passes like any header; none is made up
            Expect100ContinueTimeout = options.ContinueTimeout,
            PooledConnectionIdleTimeout = options.IdleConnectionTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // a name that has moved is found again
            MaxResponseDrainSize = 0, // a client that goes takes the backend's work with it at once
            RequestHeaderEncodingSelector = (name, _) => encodings.ForRequest(name),
            ResponseHeaderEncodingSelector = (name, _) => encodings.ForResponse(name),
        });
    }

    /// <summary>Serves a request with the backend's answer.</summary>
    public async Task ForwardAsync(HttpContext context)
    {
        var (target, upgrade) = (_targets.Of(context), UpgradeRequest.Of(context));
        if (FaultOf(context, target, upgrade) is { } fault)
        {
            await _endings.RefuseAsync(context, fault).ConfigureAwait(false);
            return;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = _options.MaxRequestBodyBytes;
        }

        using var watch = new SilenceWatch(_time, context.RequestAborted);
        var body = upgrade is null && HasBody(context.Request) ? new RequestBody(context, watch.Touch, () => watch.Allow(_options.ResponseTimeout)) : null;
        using var request = _requests.Make(context, target!, upgrade, body);
        _injector?.Translate(context, request);
        watch.Allow(body is null ? _options.ResponseTimeout : _options.BodyTimeout);
        using var response = await AskAsync(context, request, body, watch).ConfigureAwait(false);
        if (response is not null)
        {
            await _delivery.DeliverAsync(context, response, upgrade, watch).ConfigureAwait(false);
        }
    }

    public void Dispose() => _backend.Dispose();

    // Kestrel knows; of a server that does not say, the headers do.
    private static bool HasBody(HttpRequest request) =>
        request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? (request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0);

    private static ForwardFault? FaultOf(HttpContext context, Uri? target, UpgradeRequest? upgrade)
    {
        if (upgrade?.Connect is { Protocol: not "websocket" })
        {
            return ForwardFault.Protocol;
        }

        // What is under another coding than chunks would arrive without the header that says so.
        if (context.Request.Headers.TransferEncoding is { Count: > 0 } coding && !"chunked".Equals(coding.ToString(), StringComparison.OrdinalIgnoreCase))
        {
            return ForwardFault.Coding;
        }

        return target is null || (upgrade is null && HttpMethods.IsConnect(context.Request.Method)) ? ForwardFault.Target : null;
    }

    /// <summary>Asks the backend, once. Null: there is no answer, and the client was told.</summary>
    private async Task<HttpResponseMessage?> AskAsync(HttpContext context, HttpRequestMessage request, RequestBody? body, SilenceWatch watch)
    {
        try
        {
            return await _backend.SendAsync(request, watch.Token).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            watch.Cancel();
            if (body is not null)
            {
                await body.LetGoAsync().ConfigureAwait(false); // nobody may read a request whose answer is being written
            }

            if (context.RequestAborted.IsCancellationRequested)
            {
                _endings.LetGo(context);
            }
            else
            {
                await _endings.RefuseAsync(context, Judgement.Of(fault, body?.ClientFault, watch.Expired), fault).ConfigureAwait(false);
            }

            return null;
        }
    }
}
