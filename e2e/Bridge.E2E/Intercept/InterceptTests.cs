using System.Text;
using System.Text.Json;
using Microsoft.Playwright;

namespace Bridge.E2E.Intercept;

public sealed class InterceptTests(Browsers browsers)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Browsers.Chromium)]
    [InlineData(Browsers.Firefox)]
    public async Task What_matches_no_shape_is_as_without_the_script(string browser)
    {
        await using var site = await OldSite.StartAsync();
        site.Talk.Say("1");
        var without = await CasesAsync(browser, site, "frame.html?");
        var with = await CasesAsync(browser, site, "frame.html?with&");

        Assert.InRange(without.Count, 150, int.MaxValue);
        var differences = without.Zip(with).Where(pair => pair.First != pair.Second).Select(pair => $"without {pair.First}\nwith    {pair.Second}").ToList();
        Assert.True(differences.Count == 0, $"{differences.Count} of {without.Count} cases differ:\n{string.Join('\n', differences)}");
        Assert.All(site.Polls, purpose => Assert.Equal("", purpose));
        TestContext.Current.TestOutputHelper?.WriteLine($"{without.Count} cases are equal in {browser}.");
    }

    [Theory]
    [InlineData(Browsers.Chromium)]
    [InlineData(Browsers.Firefox)]
    public async Task Old_clients_see_of_a_local_answer_what_they_see_of_the_networks(string browser)
    {
        await using var site = await OldSite.StartAsync();
        site.Talk.Say("1");
        var without = await RowsAsync(browser, site, "clients.html?");
        site.Polls.Clear();
        var with = await RowsAsync(browser, site, "clients.html?with");

        var table = new StringBuilder();
        foreach (var row in with)
        {
            table.AppendLine($"{row.Client}, {row.Happening}\n    {row.Events}\n    {row.Seen}");
        }

        TestContext.Current.TestOutputHelper?.WriteLine(table.ToString());
        if (Environment.GetEnvironmentVariable("BRIDGE_TABLE") is { } path)
        {
            await File.WriteAllTextAsync($"{path}.{browser}", table.ToString(), Stop);
        }

        var differences = without.Zip(with).Where(pair => pair.First != pair.Second).Select(pair => $"without {pair.First}\nwith    {pair.Second}").ToList();
        Assert.True(differences.Count == 0, $"{differences.Count} of {without.Count} rows differ:\n{string.Join('\n', differences)}");
        Assert.Equal(without.Count, with.Count);
        Assert.All(site.Polls, purpose => Assert.Equal("place", purpose));
        Assert.Contains("t1", site.Push.Tickets);
    }

    private async Task<List<string>> CasesAsync(string browser, OldSite site, string frame)
    {
        var page = await browsers.OpenAsync(browser);
        await page.GotoAsync($"{site.Url}/pages/{frame}other={Uri.EscapeDataString(site.Other)}");
        var logs = await page.EvaluateAsync<JsonElement>("() => run()").WaitAsync(TimeSpan.FromMinutes(2), Stop);
        await page.Context.CloseAsync();
        return [.. logs.EnumerateArray().Select(one => $"{one.GetProperty("name").GetString()}: {string.Join(" ; ", one.GetProperty("log").EnumerateArray().Select(line => line.GetString()))}")];
    }

    private async Task<List<Row>> RowsAsync(string browser, OldSite site, string frame)
    {
        var page = await browsers.OpenAsync(browser);
        await page.GotoAsync($"{site.Url}/pages/{frame}");
        var rows = await page.EvaluateAsync<JsonElement>("() => run()").WaitAsync(TimeSpan.FromMinutes(2), Stop);
        await page.Context.CloseAsync();
        return [.. rows.EnumerateArray().Select(row => new Row(Text(row, "client"), Text(row, "happening"), Text(row, "events"), Text(row, "seen")))];

        static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;
    }

    private sealed record Row(string Client, string Happening, string Events, string Seen);
}
