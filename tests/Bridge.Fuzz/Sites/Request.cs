using System.Text;

namespace Bridge.Fuzz.Sites;

/// <summary>A request as text: a line with method and address, headers, an empty line, and the body; for a socket the bytes of the client. Lenient: any bytes are some request.</summary>
internal sealed class Request
{
    private static readonly string[] Servers = ["Content-Length", "Transfer-Encoding", "Host"]; // a server's business; what it lets through is given below

    private Request(string head, byte[] body)
    {
        Body = body;
        var lines = head.Split('\n');
        var words = lines[0].TrimEnd('\r').Split(' ', 3);
        Method = words.Length > 1 && words[0].Length > 0 && !words[0].AsSpan().ContainsAnyExceptInRange('A', 'Z') ? words[0] : "GET";
        var address = words.Length > 1 ? words[1] : words[0];
        var cut = address.IndexOf('?', StringComparison.Ordinal);
        Path = PathOf(cut < 0 ? address : address[..cut]);
        Query = cut < 0 ? "" : address[cut..].Split('#')[0];
        Protocol = words is [_, _, "HTTP/1.0" or "HTTP/2"] ? words[2] : "HTTP/1.1";
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = colon < 1 ? ("", "") : (line[..colon], line[(colon + 1)..].Trim(' ', '\t', '\r'));
            if (name.Length > 0 && !name.AsSpan().ContainsAnyExcept(TokenSigns) && !value.AsSpan().ContainsAnyInRange('\0', '\u001f') && !Servers.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                Headers.Add((name, value));
            }
        }
    }

    private static ReadOnlySpan<char> TokenSigns => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~";

    public string Method { get; }

    public string Path { get; }

    public string Query { get; }

    public string Protocol { get; }

    public List<(string Name, string Value)> Headers { get; } = [];

    public byte[] Body { get; }

    /// <summary>In how large pieces the body arrives.</summary>
    public int Piece => (Checksum() % 8) switch { 0 => 1, 1 => 7, 2 => 500, _ => int.MaxValue };

    /// <summary>For so many virtual seconds the client of a socket stays when it has said all.</summary>
    public int Patience => (Checksum() / 8 % 16) switch { 0 => 100, 1 => 20, _ => 0 };

    /// <summary>A request with this head, and this body behind it.</summary>
    public static Request Of(string head, byte[] body) => new(head, body);

    /// <summary>Reads the text: UTF-8 as servers read it.</summary>
    public static Request Of(ReadOnlySpan<byte> input)
    {
        var end = input.IndexOf("\n\n"u8);
        return end < 0 ? new Request(Encoding.UTF8.GetString(input), []) : new Request(Encoding.UTF8.GetString(input[..end]), input[(end + 2)..].ToArray());
    }

    /// <summary>A server decodes a path once; %2F stays.</summary>
    private static string PathOf(string path)
    {
        var decoded = path.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(path.Replace("%2F", "%252F", StringComparison.OrdinalIgnoreCase)) : path;
        decoded = decoded.Replace("\0", "", StringComparison.Ordinal);
        return decoded.StartsWith('/') ? decoded : "/" + decoded;
    }

    private int Checksum() => Body.Length + (Body.Length > 0 ? Body[0] + Body[^1] : 0) + Query.Length;
}
