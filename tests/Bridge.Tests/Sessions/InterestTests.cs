using System.Collections.Concurrent;
using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.Stores;
using Bridge.TestKit;

namespace Bridge.Tests.Sessions;

public sealed class InterestTests
{
    [Fact]
    public async Task Interest_begins_with_the_first_reader_of_a_channel_and_ends_with_the_last()
    {
        var heard = new Heard();
        var node = new Node(interest: heard);
        var (one, other) = (node.NewReader(), node.NewReader());
        var start = await node.StartAsync("a");

        one.Add("a", start, TagSet.None);
        other.Add("a", start, TagSet.None);
        one.Add("b", start, TagSet.None);
        one.Leave();
        Assert.Equal(["+a", "+b", "-b"], heard.Told);

        other.Remove("a");
        other.Remove("a");
        Assert.Equal(["+a", "+b", "-b", "-a"], heard.Told);
    }

    [Fact]
    public async Task Readers_that_come_and_go_at_once_leave_as_many_ends_as_beginnings()
    {
        var heard = new Heard();
        var node = new Node(interest: heard);
        var start = await node.StartAsync("a");

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var round = 0; round < 2_000; round++)
            {
                var reader = node.NewReader();
                reader.Add("a", start, TagSet.None);
                Assert.True(heard.Waiting > 0);
                reader.Leave();
            }
        }, TestContext.Current.CancellationToken)));

        Assert.Equal(0, heard.Waiting);
        Assert.Equal(heard.Told.Count(told => told == "+a"), heard.Told.Count(told => told == "-a"));
    }

    private sealed class Heard : IChannelInterest
    {
        private int _waiting;

        public ConcurrentQueue<string> Told { get; } = [];

        public int Waiting => Volatile.Read(ref _waiting);

        public void Begins(ChannelName channel)
        {
            Interlocked.Increment(ref _waiting);
            Told.Enqueue("+" + channel);
        }

        public void Ends(ChannelName channel)
        {
            Interlocked.Decrement(ref _waiting);
            Told.Enqueue("-" + channel);
        }
    }
}
