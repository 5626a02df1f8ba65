namespace Bridge.TestKit.Hosting;

/// <summary>A response as it stood on the wire.</summary>
/// <param name="Status">The status.</param>
/// <param name="Headers">The headers, a name as often as it came.</param>
/// <param name="Body">The body's text.</param>
public sealed record RawResponse(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, string Body)
{
    /// <summary>A header's value, or null.</summary>
    public string? Header(string name) => Headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>Reads the lines of a head.</summary>
    public static RawResponse Parse(IReadOnlyList<string> head) => new(
        int.Parse(head[0].Split(' ')[1]),
        [.. head.Skip(1).Select(line => line.Split(':', 2)).Select(pair => KeyValuePair.Create(pair[0], pair[1].Trim()))],
        "");
}
