using System.Text.Json.Nodes;
using Bridge.TestKit.Hosts;

namespace Bridge.E2E;

public sealed class ProposedShapeTests(Browsers browsers)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_poll_that_no_shape_describes_is_named_with_a_shape_that_check_accepts()
    {
        await using var board = await Started.StartAsync("dotnet", [Started.Built("samples/legacy-app/LegacyBoard", "LegacyBoard.dll"), "--port", "0"], "^READY (\\S+)$");
        await using var gateway = await Moved.StartAsync(
            new Uri(board.Ready.Groups[1].Value), "samples/legacy-app/gateway/appsettings.json", "board", "observe", "--set", "Shapes:board:match:path=/another");
        var page = await browsers.OpenAsync(Browsers.Chromium);
        await page.GotoAsync(gateway.Address.ToString());
        string? proposal = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                var known = (await gateway.ReportAsync()).GetProperty("strangers").EnumerateArray().FirstOrDefault(stranger => stranger.GetProperty("path").GetString() == "/api/events");
                proposal = known.ValueKind == System.Text.Json.JsonValueKind.Object && known.TryGetProperty("proposal", out var text) ? text.GetString() : null;
                return proposal is not null;
            },
            "a shape is proposed");
        await page.Context.CloseAsync();

        var folder = Directory.CreateTempSubdirectory("bridge-proposed-").FullName;
        try
        {
            var config = Path.Combine(folder, "appsettings.json");
            await File.WriteAllTextAsync(config, new JsonObject { ["Gateway"] = new JsonObject { ["Backend"] = "http://127.0.0.1:1" }, ["Shapes"] = JsonNode.Parse(proposal!) }.ToJsonString(), Stop);
            var (code, output, errors) = await Gateway.RunAsync("check", "--config", config);
            Assert.True(code == 0, errors);
            Assert.Contains("GET /api/events", output, StringComparison.Ordinal);
            Assert.Contains("exactly once", output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
