using Microsoft.Extensions.Hosting;

namespace Bridge.Fuzz.Sites;

/// <summary>An application that neither starts nor stops.</summary>
internal sealed class StillLifetime : IHostApplicationLifetime
{
    public CancellationToken ApplicationStarted => CancellationToken.None;

    public CancellationToken ApplicationStopping => CancellationToken.None;

    public CancellationToken ApplicationStopped => CancellationToken.None;

    public void StopApplication()
    {
    }
}
