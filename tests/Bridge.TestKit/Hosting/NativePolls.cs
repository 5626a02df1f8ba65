using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Bridge.TestKit.Hosting;

/// <summary>A client of <c>bridge.v1</c> over requests.</summary>
public sealed class NativePolls(TestHost host)
{
    /// <summary>The session's token, once there is one.</summary>
    public string? Token { get; set; }

    /// <summary>Headers that each request carries too.</summary>
    public List<(string Name, string Value)> Headers { get; } = [];

    /// <summary>Opens a session and subscribes it; gives the answer.</summary>
    public async Task<JsonArray> OpenAsync(params string[] channels)
    {
        var subscribe = string.Join(',', channels.Select(channel => $$"""{"channel":"{{channel}}"}"""));
        var answer = await PollAsync($$"""{"type":"open","subscribe":[{{subscribe}}]}""");
        Token = answer[0]!.Text("token");
        return answer;
    }

    /// <summary>Posts to <c>/bridge/poll</c>; the answer must be a 200.</summary>
    public Task<JsonArray> PollAsync(string json) => EnvelopesAsync("/bridge/poll", json);

    /// <summary>Posts to <c>/bridge/send</c>; the answer must be a 200.</summary>
    public Task<JsonArray> SendAsync(string json) => EnvelopesAsync("/bridge/send", json);

    /// <summary>Posts and gives the response, whatever it is.</summary>
    public async Task<HttpResponseMessage> PostAsync(string path, string json, HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.Add("Bridge-Protocol", "bridge.v1");
        if (Token is not null)
        {
            request.Headers.TryAddWithoutValidation("Bridge-Session", Token);
        }

        foreach (var (name, value) in Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await host.Http.SendAsync(request, completion, Patience.Token);
    }

    /// <summary>Posts and gives the status and the error's code.</summary>
    public async Task<(int Status, string? Error)> FaultAsync(string path, string json)
    {
        using var response = await PostAsync(path, json);
        return await response.FaultAsync();
    }

    private async Task<JsonArray> EnvelopesAsync(string path, string json)
    {
        using var response = await PostAsync(path, json);
        var body = await response.Content.ReadAsStringAsync();
        return response.StatusCode == HttpStatusCode.OK ? (JsonArray)JsonNode.Parse(body)! : throw new InvalidOperationException($"{(int)response.StatusCode} {body}");
    }
}
