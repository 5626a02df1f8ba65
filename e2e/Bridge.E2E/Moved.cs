using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Bridge.E2E;

/// <summary>A gateway whose stages are switched while pages are open, as an operator does it.</summary>
public sealed class Moved : IAsyncDisposable
{
    private readonly Started _gateway;
    private readonly HttpClient _operator;

    private Moved(Started gateway, Uri address, HttpClient operators) => (_gateway, Address, _operator) = (gateway, address, operators);

    public Uri Address { get; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<Moved> StartAsync(Uri backend, string config, string shape, string stage, params string[] more)
    {
        var status = $"http://127.0.0.1:{Ports.Free()}";
        var (gateway, address) = await Gateway.StartAsync(
            backend, config, ["--set", $"Stages:{shape}={stage}", "--set", $"Gateway:Status={status}", "--set", "Gateway:Keys:ann=a key that is long enough", .. more]);
        var operators = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(status) };
        operators.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "ann:a key that is long enough");
        operators.DefaultRequestHeaders.Add("Bridge-Admin", "1");
        return new Moved(gateway, address, operators);
    }

    /// <summary>The script as pages get it.</summary>
    public async Task<string> ScriptAsync()
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        return await http.GetStringAsync(new Uri(Address, "/bridge/intercept.js"), Stop);
    }

    public async Task SwitchAsync(string shape, string stage)
    {
        using var answer = await _operator.PutAsJsonAsync($"/migration/stages/{shape}", new { stage }, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }

    /// <summary>The way back, in one call.</summary>
    public async Task StopAsync()
    {
        using var answer = await _operator.PostAsync("/migration/stop", null, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }

    public async Task<JsonElement> ReportAsync() => await _operator.GetFromJsonAsync<JsonElement>("/migration/report", Stop);

    public ValueTask DisposeAsync()
    {
        _operator.Dispose();
        return _gateway.DisposeAsync();
    }
}
