using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;

namespace Bridge.Forwarding;

/// <summary>Passes requests on to one backend, and its answers back. It keeps nothing of either: no cache, no cookies, no redirects followed, nothing unpacked, nothing sent twice.</summary>
internal sealed class Forwarder : IDisposable
{
    private readonly HttpMessageInvoker _backend;
    private readonly ForwardingOptions _options;
    private readonly BackendTarget _targets;
    private readonly OutgoingRequest _requests;
    private readonly Uri _address;
    private readonly TimeProvider _time;
    private readonly ILogger<Forwarder> _logger;

    public Forwarder(Uri address, ForwardingOptions options, HeaderEncodings encodings, TimeProvider time, ILogger<Forwarder> logger)
    {
        (_address, _options, _time, _logger) = (address, options, time, logger);
        _targets = new BackendTarget(address);
        _requests = new OutgoingRequest(address, options, new ForwardedTrail(options.Forwarded, new KnownProxies(options.KnownProxies)));
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
        var upgrade = UpgradeRequest.Of(context);
        if (FaultOf(context, upgrade) is { } fault)
        {
            await RefuseAsync(context, fault, null).ConfigureAwait(false);
            return;
        }

        LiftLimit(context);
        using var watch = new SilenceWatch(_time, context.RequestAborted);
        using var body = context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true } && upgrade is null
            ? new RequestBody(context, watch.Touch, () => watch.Allow(_options.ResponseTimeout)) : null;
        using var request = _requests.Make(context, _targets.Of(context)!, upgrade, body);
        watch.Allow(body is null ? _options.ResponseTimeout : _options.BodyTimeout);
        if (await AskAsync(context, request, body, watch).ConfigureAwait(false) is { } response)
        {
            using (response)
            {
                await AnswerAsync(context, response, upgrade, watch).ConfigureAwait(false);
            }
        }
    }

    public void Dispose() => _backend.Dispose();

    private ForwardFault? FaultOf(HttpContext context, UpgradeRequest? upgrade)
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

        return _targets.Of(context) is null || (HttpMethods.IsConnect(context.Request.Method) && upgrade is null) ? ForwardFault.Target : null;
    }

    private void LiftLimit(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = _options.MaxRequestBodyBytes;
        }
    }

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
                _logger.ClientGone(context.Request.Method, BackendTarget.PathForLogs(context));
                return null;
            }

            await RefuseAsync(context, Judgement.Of(fault, body?.ClientFault, watch.Expired), fault).ConfigureAwait(false);
            return null;
        }
    }

    private async Task AnswerAsync(HttpContext context, HttpResponseMessage response, UpgradeRequest? upgrade, SilenceWatch watch)
    {
        if (!ResponseHead.IsSound(response) || !IsAnswerTo(upgrade, response))
        {
            await RefuseAsync(context, ForwardFault.Invalid, null).ConfigureAwait(false);
            return;
        }

        ResponseHead.Copy(response, context, _logger);
        if (response.StatusCode == HttpStatusCode.SwitchingProtocols)
        {
            watch.Rest();
            await TunnelAsync(context, response, upgrade!).ConfigureAwait(false);
            return;
        }

        watch.Allow(_options.BodyTimeout);
        try
        {
            context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            var body = await response.Content.ReadAsStreamAsync(watch.Token).ConfigureAwait(false);
            await BodyCopy.ToAsync(context.Response, body, watch.Touch, watch.Token).ConfigureAwait(false);
            ResponseTrailers.Copy(response.TrailingHeaders, context);
        }
        catch (Exception fault)
        {
            await BreakOffAsync(context, watch, fault).ConfigureAwait(false);
        }
    }

    // A 101 that nobody asked for opens nothing; over HTTP/2 any success would open the tunnel, so only the one that is proved may pass.
    private static bool IsAnswerTo(UpgradeRequest? upgrade, HttpResponseMessage response)
    {
        if (response.StatusCode != HttpStatusCode.SwitchingProtocols)
        {
            return upgrade?.Connect is null || !response.IsSuccessStatusCode;
        }

        return upgrade switch
        {
            null => false,
            { Connect: null } => true,
            _ => response.RequestMessage!.Headers.TryGetValues("Sec-WebSocket-Key", out var key) && response.Headers.TryGetValues("Sec-WebSocket-Accept", out var accept)
                && accept.SequenceEqual([WebSocketKey.AcceptOf(key.Single())]),
        };
    }

    private async Task TunnelAsync(HttpContext context, HttpResponseMessage response, UpgradeRequest upgrade)
    {
        if (upgrade.Connect is null)
        {
            context.Response.Headers.Upgrade = response.Headers.NonValidated.TryGetValues("Upgrade", out var protocol) ? protocol.ToString() : default;
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status200OK;
            context.Response.Headers.Remove("Sec-WebSocket-Accept");
            if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } pace)
            {
                pace.MinDataRate = null; // a tunnel may be silent
            }
        }

        var backend = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
        var client = await upgrade.AcceptAsync().ConfigureAwait(false);
        if (!await new Tunnel(client, backend, _time).RunAsync(context.RequestAborted).ConfigureAwait(false))
        {
            Cut(context);
        }
    }

    /// <summary>A response ended too early. Who has seen a part of it must not take it for the whole.</summary>
    private async Task BreakOffAsync(HttpContext context, SilenceWatch watch, Exception fault)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            _logger.ClientGone(context.Request.Method, BackendTarget.PathForLogs(context));
            context.Abort();
        }
        else if (context.Response.HasStarted)
        {
            _logger.AnswerCut(context.Request.Method, BackendTarget.PathForLogs(context), _address, fault);
            Cut(context);
        }
        else
        {
            await RefuseAsync(context, Judgement.Of(fault, null, watch.Expired), fault).ConfigureAwait(false);
        }
    }

    private Task RefuseAsync(HttpContext context, ForwardFault answer, Exception? fault)
    {
        var (method, path) = (context.Request.Method, BackendTarget.PathForLogs(context));
        if (answer.Status >= 502)
        {
            _logger.NotAnswered(method, path, _address, answer.Code, fault);
        }
        else
        {
            _logger.Refused(method, path, answer.Code, fault);
        }

        return answer.WriteAsync(context);
    }

    private static void Cut(HttpContext context)
    {
        const int internalError = 2; // RFC 9113 section 7
        if (context.Features.Get<IHttpResetFeature>() is { } stream)
        {
            stream.Reset(internalError);
        }
        else
        {
            context.Abort();
        }
    }
}
