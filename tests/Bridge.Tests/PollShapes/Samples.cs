using System.Text;
using Bridge.Messaging;
using Bridge.PollShapes;
using Bridge.Tests.Docs;

namespace Bridge.Tests.PollShapes;

/// <summary>The shapes of real systems, as files.</summary>
internal static class Samples
{
    public static readonly byte[] Key = "sixteen bytes or more"u8.ToArray();

    public static string Folder => Path.Combine(DocPages.Root(), "tests", "Bridge.Tests", "PollShapes", "Samples");

    public static IEnumerable<string> Names => Directory.EnumerateFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order();

    public static byte[] Json(string name) => File.ReadAllBytes(Path.Combine(Folder, $"{name}.json"));

    public static PollShape Read(string name) => Read(name, Json(name));

    /// <summary>The shape of a JSON text that has no fault.</summary>
    public static PollShape Read(string name, byte[] json)
    {
        var faults = new OptionFaults();
        var shape = PollShapeReader.Read($"Shapes:{name}", json, faults);
        Assert.Empty(faults.Found);
        return shape;
    }

    public static PollShape Shape(string json) => Read("made", Encoding.UTF8.GetBytes(json));

    public static LegacyRequest Get(string target, params (string Name, string Value)[] headers) => Ask("GET", target, "", headers);

    public static LegacyRequest Ask(string method, string target, string body, params (string Name, string Value)[] headers) => new()
    {
        Method = method,
        Path = target.Split('?')[0],
        Query = target.Contains('?') ? target[(target.IndexOf('?') + 1)..] : "",
        Headers = [.. headers.Select(header => KeyValuePair.Create(header.Name, header.Value))],
        Body = Encoding.UTF8.GetBytes(body),
    };

    public static LegacyAnswer Answer(int status, string body, params (string Name, string Value)[] headers) => new()
    {
        Status = status,
        Headers = [.. headers.Select(header => KeyValuePair.Create(header.Name, header.Value))],
        Body = Encoding.UTF8.GetBytes(body),
    };

    public static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    public static IEnumerable<string> Raw(IEnumerable<AnswerItem> items) => items.Select(item => Text(item.Raw));

    public static LegacyMatch Match(PollShape shape, LegacyRequest request)
    {
        var outcome = new ShapeMatcher(shape, Key).Match(request);
        Assert.True(outcome.Match is not null, outcome.Why);
        return outcome.Match;
    }

    public static string Why(PollShape shape, LegacyRequest request)
    {
        var outcome = new ShapeMatcher(shape, Key).Match(request);
        Assert.Null(outcome.Match);
        return outcome.Why!;
    }
}
