using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Bridge.Migration;

/// <summary>Looks at and switches stages over HTTP (docs/migrating.md). A change needs the header <c>Bridge-Admin</c>, which no other site's page can send unasked.</summary>
internal sealed class MigrationApi(MigrationDesk desk, MigrationKeys keys)
{
    /// <summary>The header that every change carries.</summary>
    public const string Header = "Bridge-Admin";

    private const int MaxBodyBytes = 64 << 10;

    /// <summary>GET: everything.</summary>
    public async Task ReportAsync(HttpContext context)
    {
        if (await keys.AdmitAsync(context).ConfigureAwait(false) is not null)
        {
            await WriteAsync(context, 200, desk.Report(), MigrationJson.Default.MigrationReport).ConfigureAwait(false);
        }
    }

    /// <summary>PUT and DELETE of one shape's stage.</summary>
    public async Task SwitchAsync(HttpContext context)
    {
        if (await AdmitAsync(context).ConfigureAwait(false) is not { } who)
        {
            return;
        }

        var name = context.Request.RouteValues["shape"] as string ?? "";
        StageRule? rule = null;
        if (HttpMethods.IsPut(context.Request.Method))
        {
            var (read, why) = await ReadAsync(context).ConfigureAwait(false);
            if (read is null)
            {
                await RefuseAsync(context, 400, why!).ConfigureAwait(false);
                return;
            }

            rule = read;
        }

        if (desk.Find(name) is null || await desk.SwitchAsync(name, rule, who, context.RequestAborted).ConfigureAwait(false) is not { } fault)
        {
            await (desk.Find(name) is { } now ? WriteAsync(context, 200, now, MigrationJson.Default.EndpointReport) : RefuseAsync(context, 404, $"There is no shape '{name}'.")).ConfigureAwait(false);
            return;
        }

        await RefuseAsync(context, 409, fault).ConfigureAwait(false);
    }

    /// <summary>POST: the way back for everything.</summary>
    public async Task StopAsync(HttpContext context)
    {
        if (await AdmitAsync(context).ConfigureAwait(false) is { } who)
        {
            await desk.StopAsync(who, context.RequestAborted).ConfigureAwait(false);
            await WriteAsync(context, 200, desk.Report(), MigrationJson.Default.MigrationReport).ConfigureAwait(false);
        }
    }

    private async ValueTask<string?> AdmitAsync(HttpContext context)
    {
        if (await keys.AdmitAsync(context).ConfigureAwait(false) is not { } who)
        {
            return null;
        }

        if (context.Request.Headers.ContainsKey(Header))
        {
            return who;
        }

        await RefuseAsync(context, 400, $"A change needs the header '{Header}: 1'.").ConfigureAwait(false);
        return null;
    }

    private static async ValueTask<(StageRule? Rule, string? Fault)> ReadAsync(HttpContext context)
    {
        var body = new byte[MaxBodyBytes];
        var length = await context.Request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, context.RequestAborted).ConfigureAwait(false);
        if (length is 0 or MaxBodyBytes)
        {
            return (null, "The body must be JSON like {\"stage\": \"intercept 25%\"}, shorter than 64 KiB.");
        }

        try
        {
            var order = JsonSerializer.Deserialize(body.AsSpan(0, length), MigrationJson.Default.StageOrder);
            return StageSettings.TryParse(order?.Stage ?? "", out var settings, out var fault) ? (new StageRule { Settings = settings, Allow = order!.Allow ?? [], Deny = order.Deny ?? [] }, null) : (null, fault);
        }
        catch (JsonException)
        {
            return (null, "The body is no JSON like {\"stage\": \"intercept 25%\"}.");
        }
    }

    private static Task RefuseAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text + "\n", context.RequestAborted);
    }

    private static Task WriteAsync<T>(HttpContext context, int status, T value, JsonTypeInfo<T> type)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return context.Response.WriteAsJsonAsync(value, type, cancellationToken: context.RequestAborted);
    }
}
