using Bridge.Messaging;

namespace Bridge.Sessions;

/// <summary>How a node goes away: it says so to whoever looks, begins no session, and sends those who wait here to other nodes, a few at a time, while it still serves.</summary>
/// <remarks>A thousand clients that lose their node at one moment would come to the next one at one moment; and a balancer needs a while to notice.</remarks>
internal sealed class Drain(Leases leases, Guests guests, SessionOptions options, TimeProvider time)
{
    private const int Slices = 20;

    /// <summary>Whether the node goes away.</summary>
    public bool HasBegun => leases.IsEnding;

    /// <summary>Ends all that wait here, spread over <see cref="SessionOptions.Drain"/>; at once when the token fires. Where nobody waits nobody is waited for.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        IEnds[] waiting = [.. leases.BeginEnding(CloseReason.Restarting), .. guests.BeginEnding(CloseReason.Restarting)];
        for (var slice = 0; slice < Slices && waiting.Length > 0; slice++)
        {
            for (var n = waiting.Length * slice / Slices; n < waiting.Length * (slice + 1) / Slices; n++)
            {
                waiting[n].End(CloseReason.Restarting);
            }

            await Task.Delay(options.Drain / Slices, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
