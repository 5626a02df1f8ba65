using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;

namespace Bridge.Forwarding;

/// <summary>Gives the client what the backend answered, to the last byte, or both a tunnel.</summary>
internal sealed class Delivery(TimeSpan bodyTimeout, HtmlInjector? injector, Endings endings, TimeProvider time, ILogger logger)
{
    public async Task DeliverAsync(HttpContext context, HttpResponseMessage response, UpgradeRequest? upgrade, SilenceWatch watch)
    {
        if (!ResponseHead.IsSound(response) || !Answers(response, upgrade))
        {
            await endings.RefuseAsync(context, ForwardFault.Invalid).ConfigureAwait(false);
            return;
        }

        ResponseHead.Copy(response, context, logger);
        try
        {
            if (response.StatusCode == HttpStatusCode.SwitchingProtocols)
            {
                watch.Rest();
                await TunnelAsync(context, response, upgrade!).ConfigureAwait(false);
                return;
            }

            watch.Allow(bodyTimeout);
            context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            var body = await response.Content.ReadAsStreamAsync(watch.Token).ConfigureAwait(false);
            var document = injector?.Open(context, response);
            await (document is null
                ? BodyCopy.ToAsync(context.Response, body, watch.Touch, watch.Token)
                : document.CopyAsync(body, watch.Touch, watch.Token)).ConfigureAwait(false);
            ResponseTrailers.Copy(response.TrailingHeaders, context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            endings.LetGo(context);
        }
        catch (Exception fault)
        {
            await endings.BreakOffAsync(context, fault, watch.Expired).ConfigureAwait(false);
        }
    }

    // A 101 that nobody asked for opens nothing; over HTTP/2 any success would open the tunnel, so only the one that is proved may pass.
    private static bool Answers(HttpResponseMessage response, UpgradeRequest? upgrade)
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
        if (!await new Tunnel(client, backend, time).RunAsync(context.RequestAborted).ConfigureAwait(false))
        {
            Endings.Cut(context);
        }
    }
}
