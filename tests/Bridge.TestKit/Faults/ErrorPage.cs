using System.Text;

namespace Bridge.TestKit.Faults;

/// <summary>What a proxy says in its own name: HTML, whatever the request had asked for.</summary>
internal static class ErrorPage
{
    public static readonly byte[] BadGateway = Make("502 Bad Gateway");
    public static readonly byte[] GatewayTimeout = Make("504 Gateway Time-out");

    private static byte[] Make(string status)
    {
        var body = $"<html>\r\n<head><title>{status}</title></head>\r\n<body>\r\n<center><h1>{status}</h1></center>\r\n</body>\r\n</html>\r\n";
        return Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }
}
