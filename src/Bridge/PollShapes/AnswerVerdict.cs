namespace Bridge.PollShapes;

/// <summary>What an answer says.</summary>
internal abstract record AnswerVerdict
{
    private AnswerVerdict()
    {
    }

    /// <summary>How long the backend asks to pause before the next request; null: it doesn't say.</summary>
    public TimeSpan? Pace { get; init; }

    /// <summary>Items, the oldest first.</summary>
    /// <param name="Items">At least one.</param>
    /// <param name="Cursor">Where to go on; null: there is none.</param>
    /// <param name="More">The token of the next page, to be fetched at once; empty: there is more, and the cursor leads there; null: this was all.</param>
    public sealed record News(IReadOnlyList<AnswerItem> Items, string? Cursor, string? More) : AnswerVerdict;

    /// <summary>Nothing new.</summary>
    /// <param name="Form">Which of the shape's forms; -1: an answer without items.</param>
    /// <param name="Cursor">Where to go on: it may have moved all the same.</param>
    /// <param name="More">As with items.</param>
    public sealed record Nothing(int Form, string? Cursor, string? More) : AnswerVerdict;

    /// <summary>A rule fits.</summary>
    /// <param name="Rule">The rule.</param>
    /// <param name="Delay">How long to pause; null: the shape doesn't say.</param>
    /// <param name="Set">The variables to take.</param>
    /// <param name="Items">Items to hand on, where the rule says so.</param>
    public sealed record Ruled(ShapeRule Rule, TimeSpan? Delay, IReadOnlyDictionary<string, string> Set, IReadOnlyList<AnswerItem> Items) : AnswerVerdict;

    /// <summary>The answer of a call.</summary>
    /// <param name="Found">The variables that it gave.</param>
    /// <param name="Items">Its snapshot, where the call says so.</param>
    public sealed record Called(IReadOnlyDictionary<string, string> Found, IReadOnlyList<AnswerItem> Items) : AnswerVerdict;

    /// <summary>It makes no sense.</summary>
    /// <param name="Where">The part of the shape that could not be satisfied, as <c>items.path</c>.</param>
    /// <param name="What">What is wrong, without any of the answer's data but short texts.</param>
    public sealed record Broken(string Where, string What) : AnswerVerdict;
}
