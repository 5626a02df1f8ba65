using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Bridge.Gateway.Inference;
using Bridge.Messaging;
using Bridge.PollShapes;

namespace Bridge.Tests.Inference;

/// <summary>A small HAR, request by request.</summary>
internal sealed class HarFile
{
    private readonly JsonArray _entries = [];
    private DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>What every request has.</summary>
    public Dictionary<string, string> RequestHeaders { get; } = [];

    /// <summary>What every answer has.</summary>
    public Dictionary<string, string> AnswerHeaders { get; } = new() { ["Content-Type"] = "application/json" };

    /// <summary>From an answer to the next request.</summary>
    public double Gap { get; set; } = 5;

    public DateTimeOffset Now => _now;

    /// <summary>A GET that is answered.</summary>
    public HarFile Get(string target, string? body, double took = 1_300, int status = 200, string page = "page_1", Dictionary<string, string>? ask = null, Dictionary<string, string>? answer = null) =>
        Add("GET", target, null, null, body, took, status, page, ask, answer);

    /// <summary>A POST that is answered.</summary>
    public HarFile Post(string target, string form, string? body, double took = 1_300, string type = "application/x-www-form-urlencoded") =>
        Add("POST", target, form, type, body, took, 200, "page_1", null, null);

    /// <summary>The file.</summary>
    public byte[] Bytes() => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["log"] = new JsonObject
        {
            ["version"] = "1.2",
            ["creator"] = new JsonObject { ["name"] = "WebInspector", ["version"] = "537.36" },
            ["pages"] = new JsonArray(),
            ["entries"] = _entries.DeepClone(),
        },
    }.ToJsonString());

    /// <summary>The last entry, for what is odd in it.</summary>
    public JsonObject Last => _entries[^1]!.AsObject();

    public Recording Read() => Recording.Read(new MemoryStream(Bytes()), _ => { });

    public IReadOnlyList<Proposal> Propose() => new PollInference(Read()).Propose();

    /// <summary>The only proposal, and the shape that it is.</summary>
    public (Proposal Proposal, PollShape Shape) One()
    {
        var proposal = Propose().Single(proposal => proposal.Refusal is null);
        return (proposal, ShapeOf(proposal));
    }

    /// <summary>Why there is no shape.</summary>
    public string Refusal() => Propose().Single().Refusal!;

    /// <summary>The shape, which must be one without a fault.</summary>
    public static PollShape ShapeOf(Proposal proposal)
    {
        var faults = new OptionFaults();
        var shape = PollShapeReader.Read($"Shapes:{proposal.Name}", Encoding.UTF8.GetBytes(proposal.Shape!.ToJsonString()), faults);
        Assert.Empty(faults.Found);
        return shape;
    }

    /// <summary>All that is said of a proposal.</summary>
    public static string Said(Proposal proposal, string field) =>
        string.Join('\n', proposal.Findings.Where(finding => finding.Field == field).Select(finding => finding.Text + (finding.IsDoubt ? " # look at this" : "")));

    private HarFile Add(
        string method, string target, string? form, string? type, string? body, double took, int status, string page, Dictionary<string, string>? ask, Dictionary<string, string>? answer)
    {
        var request = new JsonObject
        {
            ["method"] = method,
            ["url"] = "http://app.test" + target,
            ["httpVersion"] = "HTTP/1.1",
            ["headers"] = Headers(RequestHeaders.Concat(ask ?? [])),
        };
        if (form is not null)
        {
            request["postData"] = new JsonObject { ["mimeType"] = type, ["text"] = form };
        }

        var content = new JsonObject { ["size"] = body?.Length ?? 0, ["mimeType"] = AnswerHeaders.GetValueOrDefault("Content-Type", "") };
        if (body is not null)
        {
            content["text"] = body;
        }

        _entries.Add(new JsonObject
        {
            ["pageref"] = page,
            ["startedDateTime"] = _now.ToString("O", CultureInfo.InvariantCulture),
            ["time"] = took,
            ["request"] = request,
            ["response"] = new JsonObject { ["status"] = status, ["headers"] = Headers(AnswerHeaders.Concat(answer ?? [])), ["content"] = content },
        });
        _now += TimeSpan.FromMilliseconds(took + Gap);
        return this;
    }

    private static JsonArray Headers(IEnumerable<KeyValuePair<string, string>> headers) =>
        [.. headers.Select(header => (JsonNode)new JsonObject { ["name"] = header.Key, ["value"] = header.Value })];
}
