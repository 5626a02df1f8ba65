using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.Stores;
using Bridge.TestKit;
using Bridge.TestKit.Hosts;

namespace Bridge.Tests.Sessions;

public sealed class DrainTests
{
    private const int Clients = 40;

    private readonly ManualTime _time = new();
    private readonly Node _node = new();
    private readonly List<SessionLease> _leases = [];
    private readonly Drain _drain;

    public DrainTests() => _drain = new Drain(_node.Leases, _node.Guests, _node.Options, _time);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_waits_is_sent_elsewhere_little_by_little_and_nobody_begins_here()
    {
        await ComeAsync();
        var seat = await OpenAsync();
        Assert.False(_drain.HasBegun);

        var draining = _drain.RunAsync(Stop);
        Assert.True(_drain.HasBegun);
        for (var ended = 2; ended <= Clients; ended += 2)
        {
            await Eventually.HoldsAsync(() => _leases.Count(lease => lease.Ended is not null) == ended, $"{ended} are ended");
            Assert.False(draining.IsCompleted);
            await Eventually.HoldsAsync(() => _time.UntilNextTimer == TimeSpan.FromMilliseconds(100), "the next ones have to wait");
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        await draining.WaitAsync(TimeSpan.FromSeconds(20), Stop);
        Assert.All(_leases, lease => Assert.Equal(CloseReason.Restarting, lease.Ended));
        Assert.Equal(CloseReason.Restarting, (await _node.Desk.OpenAsync(new ClientIntent.Open(null, null, null, null), Caller.Anonymous, Stop)).Reason);
        using var late = _node.Desk.Lease(seat, inline: false);
        Assert.Equal(CloseReason.Restarting, late.Ended); // who was here before hears it when he comes
    }

    [Fact]
    public async Task Where_nobody_waits_nobody_is_waited_for()
    {
        await _drain.RunAsync(Stop).WaitAsync(TimeSpan.FromSeconds(20), Stop);
        Assert.True(_drain.HasBegun);
    }

    [Fact]
    public async Task Who_has_no_time_ends_all_at_once()
    {
        await ComeAsync();
        using var hurry = new CancellationTokenSource();
        var draining = _drain.RunAsync(hurry.Token);
        Assert.Equal(2, _leases.Count(lease => lease.Ended is not null));
        await hurry.CancelAsync();
        await draining.WaitAsync(TimeSpan.FromSeconds(20), Stop);
        Assert.All(_leases, lease => Assert.Equal(CloseReason.Restarting, lease.Ended));
    }

    private async Task ComeAsync()
    {
        for (var n = 0; n < Clients; n++)
        {
            _leases.Add(_node.Desk.Lease(await OpenAsync(), inline: false));
        }
    }

    private async Task<SessionSeat> OpenAsync() => (await _node.Desk.OpenAsync(new ClientIntent.Open(null, null, null, null), Caller.Anonymous, Stop)).Seat!;
}
