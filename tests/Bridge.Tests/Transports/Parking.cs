using Bridge.Sessions;
using Bridge.TestKit.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Tests.Transports;

/// <summary>Knows when a reader waits.</summary>
internal static class Parking
{
    /// <summary>Waits until readers wait in so many channels of the host.</summary>
    public static Task ParkedAsync(this TestHost host, int channels = 1)
    {
        var waiters = host.Services.GetRequiredService<Waiters>();
        return UntilAsync(() => waiters.Channels >= channels);
    }

    /// <summary>Waits until nobody waits.</summary>
    public static Task EmptyAsync(this TestHost host)
    {
        var waiters = host.Services.GetRequiredService<Waiters>();
        return UntilAsync(() => waiters.Channels == 0);
    }

    /// <summary>Waits until the condition holds. For what gives no signal.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        var patience = Patience.Token;
        while (!condition())
        {
            patience.ThrowIfCancellationRequested();
            await Task.Delay(TimeSpan.FromMilliseconds(5), patience);
        }
    }
}
