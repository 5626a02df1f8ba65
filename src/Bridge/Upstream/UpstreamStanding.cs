using Bridge.Messaging;

namespace Bridge.Upstream;

/// <summary>Where a poll stands, on both sides.</summary>
/// <param name="Cursor">The cursor that it asks with.</param>
/// <param name="At">The position that it has filled its channel's log up to.</param>
internal sealed record UpstreamStanding(string Cursor, Position At);
