using Bridge.PollShapes;

namespace Bridge.Upstream;

/// <summary>One endpoint of a backend.</summary>
/// <param name="Shape">How it is asked and answers.</param>
/// <param name="Matcher">Which channels it feeds.</param>
/// <param name="Backend">Who is asked.</param>
internal sealed record UpstreamSource(PollShape Shape, ShapeMatcher Matcher, IBackend Backend);
