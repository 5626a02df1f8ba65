using Bridge.PollShapes;

namespace Bridge.Upstream;

/// <summary>What came of a request.</summary>
/// <param name="Answer">The answer; null: there is none.</param>
/// <param name="Fault">Why there is none, for operators: it names no credential.</param>
internal readonly record struct BackendAnswer(LegacyAnswer? Answer, string? Fault)
{
    /// <summary>No answer.</summary>
    public static BackendAnswer None(string fault) => new(null, fault);
}
