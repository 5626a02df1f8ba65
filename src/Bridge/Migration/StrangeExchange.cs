using Bridge.PollShapes;

namespace Bridge.Migration;

/// <summary>One request that no shape describes, and its answer: what a shape can be proposed from. Never told to anybody as it is.</summary>
/// <param name="Request">The request.</param>
/// <param name="Answer">The answer; null: it was too long, or encoded in an unknown way.</param>
/// <param name="Page">The page it came from.</param>
/// <param name="Began">When it came.</param>
/// <param name="Took">How long until it was answered.</param>
internal sealed record StrangeExchange(LegacyRequest Request, LegacyAnswer? Answer, string Page, DateTimeOffset Began, TimeSpan Took);
