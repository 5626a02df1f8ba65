using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Bridge.E2E;

/// <summary>What <c>infer</c> makes of a page, used as it is.</summary>
/// <param name="Folder">Where the recording and the configuration are.</param>
/// <param name="Config">The configuration: the backend, the shapes unedited, and all of them answered.</param>
/// <param name="Shapes">The shapes.</param>
/// <param name="Report">What is said for people.</param>
public sealed record Inferred(string Folder, string Config, JsonObject Shapes, string Report) : IDisposable
{
    /// <summary>Records a page while it is used, and infers its polls.</summary>
    public static async Task<Inferred> OfAsync(Browsers browsers, Uri address, Func<IPage, Task> use)
    {
        var folder = Directory.CreateTempSubdirectory("bridge-infer-").FullName;
        var har = Path.Combine(folder, "page.har");
        var page = await browsers.OpenAsync(Browsers.Chromium, har: har);
        await page.GotoAsync(address.ToString());
        await use(page);
        await page.Context.CloseAsync(); // writes the file

        var (_, report, errors) = await Gateway.RunAsync("infer", har);
        Assert.Equal("", errors);
        var (code, json, _) = await Gateway.RunAsync("infer", har, "--json");
        Assert.True(code == 0, report);
        var shapes = JsonNode.Parse(json)!.AsObject();
        var config = Path.Combine(folder, "appsettings.json");
        await File.WriteAllTextAsync(config, new JsonObject
        {
            ["Gateway"] = new JsonObject { ["Backend"] = address.ToString() },
            ["Stages"] = new JsonObject(shapes.Select(shape => KeyValuePair.Create(shape.Key, (JsonNode?)"answer"))),
            ["Shapes"] = shapes.DeepClone(),
        }.ToJsonString());
        return new Inferred(folder, config, shapes, report);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
