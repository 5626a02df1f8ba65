using System.Text.Json;
using System.Text.Json.Serialization;
using Bridge.Messaging;

namespace Bridge.Upstream;

/// <summary>Who polls a scope, and what the others must know of it to answer their clients as the holder answers its own. Written when that changes, not per poll.</summary>
/// <param name="Node">The holder; null: nobody may poll while this record lives, because the shape said stop.</param>
/// <param name="Turn">Tells the holder's turns at this scope apart.</param>
internal sealed record LeaseRecord(string? Node, long Turn)
{
    /// <summary>How it goes; whether a request is under way is the holder's own affair.</summary>
    public UpstreamPhase Phase { get; init; }

    /// <summary>How many requests had been answered.</summary>
    public long Answers { get; init; }

    /// <summary>How many failed one behind the other.</summary>
    public int FailuresInRow { get; init; }

    /// <summary>How often the backend had begun anew.</summary>
    public long Restarts { get; init; }

    /// <summary>The cursor that was asked with, where the log doesn't hold it: the first, and those that came without items.</summary>
    public string? Cursor { get; init; }

    /// <summary>The position that the log was filled up to then.</summary>
    public string? At { get; init; }

    /// <summary>What was wrong last.</summary>
    public string? Fault { get; init; }

    /// <summary>The cursor with its position.</summary>
    [JsonIgnore]
    public UpstreamStanding? Standing => Cursor is not null && Position.TryParse(At, out var at) ? new UpstreamStanding(Cursor, at) : null;

    /// <summary>What a record says; null when it can't be read.</summary>
    public static LeaseRecord? Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, LeaseJson.Default.LeaseRecord);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The record's bytes.</summary>
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, LeaseJson.Default.LeaseRecord);

    /// <summary>The same turn, as the poll stands now.</summary>
    public LeaseRecord With(UpstreamState state) => this with
    {
        Phase = PhaseOf(state),
        Answers = Math.Max(Answers, state.Answers), // who polls again within the same turn counts anew
        FailuresInRow = state.FailuresInRow,
        Restarts = state.Restarts,
        Cursor = state.Unlogged?.Cursor,
        At = state.Unlogged?.At.ToString(),
        Fault = state.LastFault,
    };

    /// <summary>Whether clients elsewhere would be answered otherwise now. What the cursor was before stays true until the backend begins anew.</summary>
    public bool IsOutdated(UpstreamState state) =>
        Phase != PhaseOf(state) || (Answers == 0 && state.Answers > 0) || FailuresInRow > 0 != state.FailuresInRow > 0;

    /// <summary>Whether the cursor moved on to one that the log doesn't hold.</summary>
    public bool IsBehind(UpstreamState state) => state.Unlogged is { } standing && standing != Standing;

    private static UpstreamPhase PhaseOf(UpstreamState state) =>
        state.Phase is UpstreamPhase.Failing or UpstreamPhase.Down or UpstreamPhase.Stopped ? state.Phase : UpstreamPhase.Polling;
}
