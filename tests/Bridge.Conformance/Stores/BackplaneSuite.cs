using System.Threading.Channels;
using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Conformance.Stores;

/// <summary>What every <see cref="IBackplane"/> does.</summary>
public abstract class BackplaneSuite : StoreSuite
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20); // only a broken backplane makes a test wait so long

    private static readonly Signal Hint = Signal.News(News, new Position(new Epoch(1), 7));

    [Fact]
    public async Task A_hint_reaches_every_listener_of_every_node_the_sender_too()
    {
        await using var store = await StartAsync();
        var (one, two) = ((await store.OpenAsync()).Backplane, (await store.OpenAsync()).Backplane);
        var ears = new[] { Hear(one), Hear(one), Hear(two) };
        var lease = Signal.Lease(new SessionId("abcdefghijklmnop"), 3);

        one.Send(Hint);
        two.Send(lease);

        foreach (var ear in ears)
        {
            Signal[] heard = [await NextAsync(ear), await NextAsync(ear)];
            Assert.Contains(Hint, heard);
            Assert.Contains(lease, heard);
        }
    }

    [Fact]
    public async Task Who_stopped_listening_hears_no_more()
    {
        await using var store = await StartAsync();
        var backplane = (await store.OpenAsync()).Backplane;
        var heard = 0;
        var listening = backplane.Listen(_ => Interlocked.Increment(ref heard));
        var ear = Hear(backplane);

        backplane.Send(Hint);
        await NextAsync(ear);
        listening.Dispose();
        listening.Dispose();
        var before = Volatile.Read(ref heard);
        backplane.Send(Hint);
        await NextAsync(ear);

        Assert.Equal(before, Volatile.Read(ref heard));
    }

    [Fact]
    public async Task A_listener_that_throws_stops_no_other()
    {
        await using var store = await StartAsync();
        var backplane = (await store.OpenAsync()).Backplane;
        using var broken = backplane.Listen(_ => throw new InvalidOperationException("broken listener"));
        var ear = Hear(backplane);

        backplane.Send(Hint);
        backplane.Send(Hint);

        Assert.Equal(Hint, await NextAsync(ear));
        Assert.Equal(Hint, await NextAsync(ear));
    }

    [Fact]
    public async Task A_listener_may_listen_and_send_from_within()
    {
        await using var store = await StartAsync();
        var backplane = (await store.OpenAsync()).Backplane;
        var inner = Channel.CreateUnbounded<Signal>();
        var nested = 0;
        using var outer = backplane.Listen(_ =>
        {
            if (Interlocked.Increment(ref nested) == 1)
            {
                backplane.Listen(signal => inner.Writer.TryWrite(signal));
                backplane.Send(Hint with { Number = 8 });
            }
        });

        backplane.Send(Hint);

        Assert.Equal(Hint with { Number = 8 }, await NextAsync(inner.Reader));
    }

    private static ChannelReader<Signal> Hear(IBackplane backplane)
    {
        var heard = Channel.CreateUnbounded<Signal>();
        backplane.Listen(signal => heard.Writer.TryWrite(signal));
        return heard.Reader;
    }

    private static Task<Signal> NextAsync(ChannelReader<Signal> ear) => ear.ReadAsync(Stop).AsTask().WaitAsync(Patience, Stop);
}
