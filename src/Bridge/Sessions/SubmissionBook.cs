using System.Text.Json;
using System.Text.Json.Serialization;
using Bridge.Messaging;

namespace Bridge.Sessions;

/// <summary>What is known of a session's submissions: which one runs, and the last outcomes. Kept as one small record.</summary>
internal sealed partial class SubmissionBook
{
    /// <summary>How many outcomes are kept.</summary>
    public const int Capacity = 64;

    [JsonInclude]
    private SortedDictionary<long, SubmissionOutcome> Outcomes { get; set; } = [];

    /// <summary>The one that runs, or whose node died.</summary>
    [JsonInclude]
    public SubmissionClaim? Running { get; private set; }

    /// <summary>Outcomes up to this id are forgotten: such a submission must not run again.</summary>
    [JsonInclude]
    public long Forgotten { get; private set; }

    /// <summary>The id after the highest one seen.</summary>
    [JsonIgnore]
    public long NextId => Math.Max(Math.Max(Running?.Id ?? 0, Forgotten), Outcomes.Count == 0 ? 0 : Outcomes.Keys.Last()) + 1;

    /// <exception cref="JsonException">It is none: the record is damaged. Nothing of it counts, or a submission might run twice.</exception>
    public static SubmissionBook Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes.Span, Json.Default.SubmissionBook) is { Outcomes: not null } book && book.Outcomes.All(pair => IsId(pair.Key) && pair.Value is not null)
                && IsId(book.Forgotten) && IsId(book.Running?.Id ?? 0)
                ? book
                : throw new JsonException("The book of submissions lacks something.");
        }
        catch (ArgumentException fault)
        {
            throw new JsonException(fault.Message, fault); // a code that no refusal can have
        }
    }

    private static bool IsId(long id) => id is >= 0 and <= Position.MaxOffset;

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, Json.Default.SubmissionBook);

    /// <summary>The outcome of a submission, or null.</summary>
    public SubmissionOutcome? Find(long id) => Outcomes.GetValueOrDefault(id);

    /// <summary>Says that a submission runs, at most until then.</summary>
    public void Claim(long id, DateTimeOffset until) => Running = new SubmissionClaim(id, until);

    /// <summary>Keeps the outcome of the one that ran. One that may succeed later is not kept: the client sends it again.</summary>
    public void Finish(long id, SubmissionOutcome outcome)
    {
        if (Running?.Id == id)
        {
            Running = null;
        }

        if (outcome.Refusal is { Retry: true })
        {
            return;
        }

        Outcomes[id] = outcome;
        while (Outcomes.Count > Capacity)
        {
            var oldest = Outcomes.Keys.First();
            Forgotten = Math.Max(Forgotten, oldest); // a handler that ends long after its claim must not lower it: those between would run again
            Outcomes.Remove(oldest);
        }
    }

    [JsonSerializable(typeof(SubmissionBook))]
    [JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
    private sealed partial class Json : JsonSerializerContext;
}

/// <summary>A submission that was handed to its handler.</summary>
internal sealed record SubmissionClaim(long Id, DateTimeOffset Until);
