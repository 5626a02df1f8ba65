using System.Diagnostics;
using System.Diagnostics.Metrics;
using Bridge.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bridge.Tests.Attacks;

/// <summary>S11: on every transport and in every refusal, no secret comes out: in no line of the log at any level, no header, no refusal's body, no tag of a metric or a trace. And the search finds one that does.</summary>
public sealed class CanaryTests
{
    [Fact]
    public async Task No_secret_comes_out_anywhere()
    {
        await using var run = await CanaryRun.StartAsync();
        await run.UseAsync();

        Assert.Equal([], run.Leaks());
        Assert.Equal(
            [
                "bad_message", "content_type", "idempotency_conflict", "json", "origin", "page_copy", "protocol_header", "publish_forbidden", "session_unknown", "ticket_used", "too_large",
            ],
            run.Codes.Order());
        var (logs, answers, metrics, traces) = run.Seen;
        Assert.True(logs > 200 && answers > 15 && metrics > 20 && traces > 15, $"{run.Seen}");
    }

    [Theory]
    [InlineData("log")]
    [InlineData("answer")]
    [InlineData("metric")]
    [InlineData("trace")]
    public async Task One_that_is_let_out_is_found(string place)
    {
        await using var run = await CanaryRun.StartAsync(app => Plant(app, place));
        await run.UseAsync();

        Assert.NotEmpty(run.Leaks());
        Assert.All(run.Leaks(), leak => Assert.StartsWith($"{place}: ", leak));
    }

    private static void Plant(WebApplication app, string place)
    {
        var leaks = app.Services.GetRequiredService<IMeterFactory>().Create(BridgeMeter.Name).CreateCounter<long>("leaks");
        app.Use((context, next) =>
        {
            var (session, cookie) = (context.Request.Headers["Bridge-Session"].ToString(), context.Request.Headers.Cookie.ToString());
            switch (place)
            {
                case "log":
                    app.Logger.LogTrace("A session: {Session}", session);
                    break;
                case "answer":
                    context.Response.Headers["X-Debug"] = cookie;
                    break;
                case "metric":
                    leaks.Add(1, new KeyValuePair<string, object?>("session", session));
                    break;
                default:
                    Activity.Current?.SetTag("session", session);
                    break;
            }

            return next(context);
        });
    }
}
