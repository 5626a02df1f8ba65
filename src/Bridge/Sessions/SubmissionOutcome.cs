using System.Text.Json;
using System.Text.Json.Serialization;
using Bridge.Messaging;

namespace Bridge.Sessions;

/// <summary>What became of a submission, in a form that can be kept.</summary>
internal sealed record SubmissionOutcome
{
    /// <summary>Where it was published.</summary>
    [JsonIgnore]
    public Position? Position { get; init; }

    /// <summary>The handler's answer.</summary>
    [JsonIgnore]
    public Payload? Reply { get; init; }

    /// <summary>Why it was refused.</summary>
    [JsonIgnore]
    public Refusal? Refusal { get; init; }

    [JsonInclude]
    internal string? At
    {
        get => Position?.ToString();
        init => Position = value is null ? null : Messaging.Position.TryParse(value, out var position) ? position : throw new JsonException($"'{value}' is no position.");
    }

    [JsonInclude]
    internal byte[]? Bytes
    {
        get => Reply?.Bytes.ToArray();
        init => Reply = value is null ? null : new Payload(value, Reply?.Kind ?? PayloadKind.Json);
    }

    [JsonInclude]
    internal PayloadKind Kind
    {
        get => Reply?.Kind ?? default;
        init => Reply = !Enum.IsDefined(value) ? throw new JsonException($"{value} is no kind of payload.") : Reply is { } reply ? reply with { Kind = value } : value == default ? null : new Payload(default, value);
    }

    [JsonInclude]
    internal string[]? Why
    {
        get => Refusal is null ? null : [Refusal.Code, Refusal.Text];
        init => Refusal = value is null ? null : value is [{ } code, { } text] ? Refusal.Find(code) ?? Refusal.Custom(code, text) : throw new JsonException("A refusal is a code and a text.");
    }

    public static SubmissionOutcome Refused(Refusal refusal) => new() { Refusal = refusal };
}
