using Microsoft.Extensions.Hosting;

namespace Bridge.Tests.Rows;

/// <summary>A host that runs on.</summary>
internal sealed class NeverStopping : IHostApplicationLifetime
{
    public CancellationToken ApplicationStarted => CancellationToken.None;

    public CancellationToken ApplicationStopping => CancellationToken.None;

    public CancellationToken ApplicationStopped => CancellationToken.None;

    public void StopApplication()
    {
    }
}
