using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Tests.Sessions;

/// <summary>A hint may be lost: that costs time, never a message. Found by the simulation.</summary>
public sealed class LostHintTests
{
    [Fact]
    public async Task A_reader_whose_hint_was_lost_is_woken_when_the_channel_is_looked_at_again()
    {
        var node = new Node(backplane: new DeafBackplane());
        var reader = node.NewReader();
        reader.Add("news", await node.StartAsync("news"), TagSet.None);
        var batch = Batch.Rent();
        node.Scheduler.RunAll();
        reader.Rearm();
        await reader.FillAsync(batch, 100, 1_000, CancellationToken.None);
        await node.PublishAsync("news", "unheard");
        var woken = reader.WaitAsync().AsTask();
        node.Scheduler.RunAll();
        Assert.False(woken.IsCompleted);

        for (var tick = 0; tick < 1_000 && !woken.IsCompleted; tick++)
        {
            node.Scheduler.Advance(TimeSpan.FromMilliseconds(50));
        }

        Assert.True(woken.IsCompleted);
        reader.Rearm();
        await reader.FillAsync(batch, 100, 1_000, CancellationToken.None);
        Assert.Equal("unheard", Node.Text(Assert.Single(batch.Messages)));
    }

    [Fact]
    public async Task A_channel_that_everybody_left_is_looked_at_no_more()
    {
        var node = new Node();
        var reader = node.NewReader();
        reader.Add("news", await node.StartAsync("news"), TagSet.None);
        reader.Leave();
        node.Scheduler.RunAll();

        node.Scheduler.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(0, node.Waiters.Channels);
    }

    private sealed class DeafBackplane : IBackplane
    {
        public void Send(Signal signal)
        {
        }

        public IDisposable Listen(Action<Signal> listener) => new MemoryStream();
    }
}
