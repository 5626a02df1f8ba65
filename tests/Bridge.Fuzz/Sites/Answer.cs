using Microsoft.AspNetCore.Http;

namespace Bridge.Fuzz.Sites;

/// <summary>What came back.</summary>
/// <param name="Status">The status.</param>
/// <param name="Headers">The headers.</param>
/// <param name="Body">The body; of a socket, what the server sent on it.</param>
/// <param name="IsSocket">Whether it became a socket.</param>
internal sealed record Answer(int Status, IHeaderDictionary Headers, byte[] Body, bool IsSocket);
