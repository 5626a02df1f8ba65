using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Postgres.Tests;

public sealed class HintTextTests
{
    private static readonly Signal Lease = Signal.Lease(new SessionId("abcdefghijklmnop"), long.MaxValue);

    [Fact]
    public void What_is_written_is_read_and_its_own_node_passes_it_over()
    {
        Signal[] signals = [new("a:b.c", default, 7), Lease, new("d", default, 8)];
        var text = Assert.Single(HintText.Write("n1", signals));

        var (there, here) = (new List<Signal>(), new List<Signal>());
        Assert.False(HintText.Read(text, "n2", there));
        Assert.False(HintText.Read(text, "n1", here));

        Assert.Equal(signals.ToHashSet(), [.. there]);
        Assert.Empty(here);
    }

    [Fact]
    public void News_beyond_one_notification_say_only_that_there_are_some_and_no_lease_is_lost()
    {
        Signal[] news = [.. Enumerable.Range(0, 500).Select(n => new Signal("channel-" + n, default, n))];
        Signal[] leases = [.. Enumerable.Range(0, 500).Select(n => Signal.Lease(new SessionId("session-" + n), n))];

        var (heard, everything) = (new List<Signal>(), false);
        foreach (var text in HintText.Write("n1", [.. news, .. leases]))
        {
            Assert.InRange(text.Length, 1, 7_999);
            everything |= HintText.Read(text, "n2", heard);
        }

        Assert.True(everything);
        Assert.Equal(leases, heard);
    }

    [Theory]
    [InlineData("n1 *")]
    [InlineData("- *")]
    [InlineData("n1 x:1:news")]
    [InlineData("n1 n:1:no/name")]
    [InlineData("n1 n:-1:news")]
    public void What_is_not_understood_means_everything(string text) => Assert.True(HintText.Read(text, "n2", []));
}
