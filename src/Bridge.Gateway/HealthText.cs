using System.Text;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Bridge.Gateway;

/// <summary>How the gateway is, for people and for programs that look at the status code only: 200 healthy or degraded, 503 unhealthy.</summary>
internal static class HealthText
{
    public static Task WriteAsync(HttpContext context, HealthReport report)
    {
        var text = new StringBuilder().Append(report.Status).Append('\n');
        foreach (var (name, entry) in report.Entries)
        {
            text.Append(name).Append(": ").Append(entry.Description).Append('\n');
        }

        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text.ToString(), context.RequestAborted);
    }
}
