using System.Text.Json;
using Bridge.PollShapes;

namespace Bridge.Gateway.Inference;

/// <summary>One request of an endpoint that is asked again and again.</summary>
internal sealed class Poll
{
    private readonly Dictionary<FieldName, SeenField> _fields = [];

    /// <summary>Takes a request apart.</summary>
    /// <param name="exchange">The request and its answer.</param>
    /// <param name="path">What stands in the variables of the path.</param>
    public Poll(HarExchange exchange, IEnumerable<SeenField> path)
    {
        Exchange = exchange;
        var fields = SeenField.Of(exchange.Request, out var fault);
        foreach (var field in fields.Concat(path))
        {
            _fields.TryAdd(field.Name, field);
        }

        Fault = fault;
        Body = exchange.Answer is { } answer ? BodyOf(answer) : default;
        Json = Body.IsEmpty ? null : JsonReading.Parse(Body)?.RootElement;
    }

    /// <summary>The request and its answer.</summary>
    public HarExchange Exchange { get; }

    /// <summary>What can't be read in the request; null: nothing.</summary>
    public string? Fault { get; }

    /// <summary>The answer's body, without a byte order mark.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The answer's JSON, over the very bytes of the body; null: it is none.</summary>
    public JsonElement? Json { get; }

    /// <summary>The answer that the page had when it asked: the last one of its kind before.</summary>
    public Poll? Before { get; set; }

    /// <summary>The request before, however it ended.</summary>
    public Poll? Last { get; set; }

    /// <summary>All values.</summary>
    public IEnumerable<SeenField> Fields => _fields.Values;

    /// <summary>The answer when it is one to go on from; null: none came, or an error.</summary>
    public LegacyAnswer? Usable => Exchange.Answer is { Status: (>= 200 and <= 299) or 304 or 408 } answer ? answer : null;

    /// <summary>Whether the answer is only a sign that nothing is new, whatever the shape.</summary>
    public bool IsBlank => Usable is { } answer && (answer.Status is 204 or 304 or 408 || Body.Span.IndexOfAnyExcept(" \t\r\n"u8) < 0);

    /// <summary>A value; null: the request hasn't got it.</summary>
    public string? Value(FieldName name) => _fields.TryGetValue(name, out var field) ? field.Text : null;

    private static ReadOnlyMemory<byte> BodyOf(LegacyAnswer answer) => answer.Body.Span.StartsWith("\uFEFF"u8) ? answer.Body[3..] : answer.Body;
}
