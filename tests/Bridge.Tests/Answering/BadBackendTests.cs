using System.Text.Json;
using Bridge.TestKit.Hosts;
using Bridge.Upstream;
using Microsoft.AspNetCore.Http;

namespace Bridge.Tests.Answering;

public sealed class BadBackendTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Faults { get; } = ["down", "error page", "half an answer", "wrong type", "redirect", "50 MB", "never"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Clients_stay_connected_and_get_everything_once_the_backend_is_itself_again(string fault)
    {
        await using var site = await AnswerSite.StartAsync(AnswerSite.Public.Replace("\"default\": \"2s\"", "\"default\": \"500ms\", \"deadline\": \"1s\"", StringComparison.Ordinal));
        site.Legacy.Hold = TimeSpan.FromMilliseconds(300);
        using var http = AnswerSite.NewClient();
        var followed = FollowAsync(http, site, 6);
        foreach (var text in (string[])["a", "b", "c"])
        {
            site.Legacy.Add(text);
        }

        await Eventually.HoldsAsync(() => site.Upstream.States is [{ Items: 3 }], "three items have come");
        var asked = 0;
        site.Legacy.Instead = context =>
        {
            Interlocked.Increment(ref asked);
            return AnswerBadlyAsync(context, fault);
        };
        await Eventually.HoldsAsync(() => site.Upstream.States is [{ FailuresInRow: >= 2 }], "an operator sees failures");
        var state = Assert.Single(site.Upstream.States);
        Assert.True(state.Phase is UpstreamPhase.Failing or UpstreamPhase.Down);
        Assert.NotEmpty(state.LastFault!);
        Assert.InRange(Volatile.Read(ref asked), 2, 20 * (int)state.Failures); // no storm of retries
        foreach (var text in (string[])["d", "e", "f"])
        {
            site.Legacy.Add(text);
        }

        Assert.False(followed.IsCompleted);
        site.Legacy.Instead = null;
        Assert.Equal(site.Legacy.Items(), await followed);
    }

    private static async Task<List<string>> FollowAsync(HttpClient http, AnswerSite site, int count)
    {
        var got = new List<string>();
        for (var after = "oldest"; got.Count < count;)
        {
            using var document = JsonDocument.Parse(await http.GetStringAsync(new Uri(site.Bridge, $"/bridge/channels/board/messages?after={after}&wait=1s"), Stop));
            Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("gap").ValueKind);
            got.AddRange(document.RootElement.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("data").GetRawText()));
            after = document.RootElement.GetProperty("cursor").GetString()!;
        }

        return got;
    }

    private static async Task AnswerBadlyAsync(HttpContext context, string fault)
    {
        var response = context.Response;
        switch (fault)
        {
            case "down":
                context.Abort();
                break;
            case "error page":
                response.StatusCode = 500;
                await response.WriteAsync("<h1>Fatal error</h1>");
                break;
            case "half an answer":
                response.ContentLength = 100;
                await response.WriteAsync("[{\"id\":4,");
                await response.Body.FlushAsync();
                context.Abort();
                break;
            case "wrong type":
                response.ContentType = "application/json";
                await response.WriteAsync("<html>please log in</html>");
                break;
            case "redirect":
                response.Redirect("http://127.0.0.1:1/elsewhere");
                break;
            case "50 MB":
                response.ContentLength = 50 << 20;
                await WriteUntilCutAsync(context);
                break;
            case "never":
                var gone = new TaskCompletionSource();
                using (context.RequestAborted.Register(() => gone.SetResult()))
                {
                    await gone.Task;
                }

                break;
        }
    }

    private static async Task WriteUntilCutAsync(HttpContext context)
    {
        var piece = new byte[1 << 16];
        try
        {
            for (var sent = 0; sent < 50 << 20; sent += piece.Length)
            {
                await context.Response.Body.WriteAsync(piece, context.RequestAborted);
            }
        }
        catch (Exception cut) when (cut is OperationCanceledException or IOException)
        {
            // the bridge has read enough
        }
    }
}
