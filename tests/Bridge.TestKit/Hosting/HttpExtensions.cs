using System.Text.Json.Nodes;

namespace Bridge.TestKit.Hosting;

/// <summary>Short words for reading responses in tests.</summary>
public static class HttpExtensions
{
    /// <summary>The body as an object.</summary>
    public static async Task<JsonObject> ObjectAsync(this HttpResponseMessage response) =>
        (JsonObject)JsonNode.Parse(await response.Content.ReadAsStringAsync(Patience.Token))!;

    /// <summary>The status, and the code of the error object where there is one.</summary>
    public static async Task<(int Status, string? Error)> FaultAsync(this HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync(Patience.Token);
        return ((int)response.StatusCode, body.StartsWith('{') ? JsonNode.Parse(body)!.Text("error") : null);
    }
}
