using System.Globalization;
using System.Text;

namespace Bridge.TestKit.Faults;

/// <summary>The head of a request or response, as far as its end must be known.</summary>
internal sealed class HttpHead(byte[] bytes)
{
    private readonly string[] _lines = Encoding.Latin1.GetString(bytes).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

    public byte[] Bytes => bytes;

    public string FirstLine => _lines[0];

    public int Status => int.Parse(FirstLine.Split(' ')[1], CultureInfo.InvariantCulture);

    public bool IsChunked => Header("Transfer-Encoding")?.Contains("chunked", StringComparison.OrdinalIgnoreCase) == true;

    public long? ContentLength => long.TryParse(Header("Content-Length"), NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : null;

    public bool IsUpgrade => Header("Upgrade") is not null;

    /// <summary>Whether a response to this request has a head only.</summary>
    public bool IsHeadRequest => FirstLine.StartsWith("HEAD ", StringComparison.Ordinal);

    public bool Closes => Header("Connection")?.Contains("close", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>The same request as a proxy hands it on that takes each of these headers for a matter between it and the client.</summary>
    public HttpHead WithoutUpgrade() => new(Encoding.Latin1.GetBytes(string.Join("\r\n", _lines.Where(line => !IsOfUpgrade(line))) + "\r\n\r\n"));

    private static bool IsOfUpgrade(string line) =>
        line.StartsWith("Upgrade:", StringComparison.OrdinalIgnoreCase)
        || line.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase)
        || line.StartsWith("Sec-WebSocket-", StringComparison.OrdinalIgnoreCase);

    private string? Header(string name)
    {
        foreach (var line in _lines.Skip(1))
        {
            if (line.Length > name.Length && line[name.Length] == ':' && line.StartsWith(name, StringComparison.OrdinalIgnoreCase))
            {
                return line[(name.Length + 1)..].Trim();
            }
        }

        return null;
    }
}
