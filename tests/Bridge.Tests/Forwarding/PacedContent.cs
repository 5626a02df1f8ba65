using System.Net;

namespace Bridge.Tests.Forwarding;

/// <summary>A body whose pieces the test sends one by one.</summary>
internal sealed class PacedContent(Func<Stream, Task> write) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => write(stream);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
