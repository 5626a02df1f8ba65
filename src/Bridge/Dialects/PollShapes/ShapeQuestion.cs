using Bridge.PollShapes;

namespace Bridge.Dialects.PollShapes;

/// <summary>A question in the words of a poll shape.</summary>
internal sealed record ShapeQuestion : AnswerQuestion
{
    /// <summary>All that the request said.</summary>
    public required LegacyMatch Match { get; init; }
}
