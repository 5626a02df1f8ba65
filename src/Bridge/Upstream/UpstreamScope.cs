using Bridge.Messaging;
using Bridge.PollShapes;

namespace Bridge.Upstream;

/// <summary>One question to the backend that may be shared: the same endpoint, parameters and credentials.</summary>
/// <param name="Shape">The endpoint.</param>
/// <param name="Channel">The channel that it feeds.</param>
/// <param name="Variables">The parameters.</param>
/// <param name="Credentials">Whose eyes it is asked with; none for a public one.</param>
/// <param name="Key">For a map of cursors: what the backend calls the channel. Each of its channels is a poll of its own.</param>
internal sealed record UpstreamScope(
    PollShape Shape, ChannelName Channel, IReadOnlyDictionary<string, string> Variables, IReadOnlyList<LegacyCredential> Credentials, string? Key = null)
{
    /// <summary>Whether everybody shares it.</summary>
    public bool IsPublic => Shape.Scope == ShapeScope.Public;
}
