using System.Text;

namespace Bridge.TestKit.Hosting;

/// <summary>One frame as it came.</summary>
public sealed record RawFrame(int Kind, byte[] Payload)
{
    /// <summary>The payload as text.</summary>
    public string Text => Encoding.UTF8.GetString(Payload);
}
