using System.Text;

namespace Bridge.Forwarding;

/// <summary>How the server turned bytes of headers into text, and will turn text into bytes: what is passed on is turned back the same way, so that the bytes stay what they were.</summary>
/// <param name="Server">How the server reads a request's header of a name; null: UTF-8.</param>
/// <param name="Client">How the server writes a response's header of a name; null: ASCII, and anything else is refused.</param>
internal sealed record HeaderEncodings(Func<string, Encoding?> Server, Func<string, Encoding?> Client)
{
    public Encoding ForRequest(string name) => Server(name) ?? Encoding.UTF8;

    public Encoding ForResponse(string name) => Client(name) ?? Encoding.Latin1; // any bytes can be read; which of them can be written, the server says
}
