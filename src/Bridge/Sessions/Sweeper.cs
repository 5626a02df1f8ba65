using Bridge.Messaging;
using Bridge.Stores;
using Microsoft.Extensions.Logging;

namespace Bridge.Sessions;

/// <summary>Clears away, from time to time, messages past their age and sessions nobody visits.</summary>
internal sealed class Sweeper(
    IChannelLog log, ISessionStore sessions, SessionOptions options, DeadlineWheel wheel, BridgeScheduler scheduler, ILogger<Sweeper> logger) : Deadline, IDisposable
{
    private bool _stopped;

    public void Start() => wheel.Arm(this, options.SweepInterval);

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopped = true;
        wheel.Disarm(this);
    }

    /// <inheritdoc/>
    protected internal override void OnDue() => _ = SweepAsync();

    private async ValueTask SweepAsync()
    {
        try
        {
            await log.TrimAsync(CancellationToken.None).ConfigureAwait(false);
            await sessions.ExpireAsync(scheduler.Time.GetUtcNow() - options.Lifetime, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            logger.SweepFailed(fault);
        }

        if (!_stopped)
        {
            wheel.Arm(this, options.SweepInterval);
        }
    }
}
