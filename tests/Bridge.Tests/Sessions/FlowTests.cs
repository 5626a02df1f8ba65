using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.TestKit;

namespace Bridge.Tests.Sessions;

public sealed class FlowTests
{
    private static readonly Position Start = new(new Epoch(1), 0);

    private readonly QueueScheduler _scheduler = new();
    private readonly SessionOptions _options = new() { WindowMessages = 10, WindowBytes = 1_024 };

    [Fact]
    public void The_window_counts_messages_and_bytes_until_they_are_acknowledged()
    {
        var window = new UnackedWindow(10, 1_000);
        window.Add([Message("a", 1, 100), Message("b", 1, 200), Message("a", 2, 300)]);
        Assert.Equal((7, 400), (window.RoomMessages, window.RoomBytes));

        Assert.True(window.Acknowledge(Cursor.Of("a", Start.Plus(1))));
        Assert.False(window.Acknowledge(Cursor.Of("a", Start.Plus(1))));
        Assert.Equal((8, 500), (window.RoomMessages, window.RoomBytes));
        Assert.True(window.Acknowledge(new Cursor([new("a", Start.Plus(9)), new("b", Start.Plus(1))])));
        Assert.Equal((10, 1_000), (window.RoomMessages, window.RoomBytes));
    }

    [Fact]
    public void A_window_full_of_bytes_has_no_room_for_messages()
    {
        var window = new UnackedWindow(10, 1_000);
        window.Add([Message("a", 1, 1_500)]);

        Assert.Equal(0, window.RoomMessages);
    }

    [Fact]
    public void A_window_just_full_of_bytes_has_no_room_for_one_more_message()
    {
        var window = new UnackedWindow(10, 1_000);
        window.Add([Message("a", 1, 1_000)]);

        Assert.Equal(0, window.RoomMessages);
    }

    [Fact]
    public void Channels_that_are_read_no_more_take_no_room()
    {
        var window = new UnackedWindow(10, 1_000);
        window.Add([Message("gone", 1, 300), Message("kept", 1, 300), Message("gone", 2, 300)]);
        window.Forget("gone");

        Assert.Equal((9, 700), (window.RoomMessages, window.RoomBytes));
    }

    [Fact]
    public void Positions_of_another_epoch_acknowledge_nothing() =>
        Assert.False(WithOne().Acknowledge(Cursor.Of("a", new Position(new Epoch(2), 0))));

    [Fact]
    public void Acknowledgements_reach_the_store_together_and_only_forward()
    {
        var acks = new AckFlow(_options);
        Assert.Null(acks.TakePending());
        acks.Acknowledge(Cursor.Of("a", Start.Plus(5)));
        acks.Acknowledge(Cursor.Of("a", Start.Plus(3)));
        acks.Acknowledge(Cursor.Of("b", Start.Plus(1)));
        Assert.True(acks.HasPending);

        var pending = acks.TakePending()!;
        Assert.Equal((Start.Plus(5), Start.Plus(1)), (pending["a"], pending["b"]));
        Assert.False(acks.HasPending);
    }

    [Fact]
    public void Of_acknowledgements_that_wait_the_furthest_counts_and_one_of_a_new_epoch_counts_as_further()
    {
        var acks = new AckFlow(_options);
        acks.Acknowledge(Cursor.Of("a", Start.Plus(3)));
        acks.Acknowledge(Cursor.Of("a", Start.Plus(5)));
        Assert.Equal(Start.Plus(5), acks.TakePending()!["a"]);

        acks.Acknowledge(Cursor.Of("a", Start.Plus(5)));
        acks.Acknowledge(Cursor.Of("a", new Position(new Epoch(2), 1)));
        Assert.Equal(new Position(new Epoch(2), 1), acks.TakePending()!["a"]);
    }

    [Fact]
    public void An_acknowledgement_makes_room_at_once_and_not_when_it_reaches_the_store()
    {
        var acks = new AckFlow(_options);
        Fill(acks, 1);
        Assert.Equal(0, acks.RoomMessages);
        acks.Acknowledge(Cursor.Of("a", Start.Plus(4)));

        Assert.Equal((4, 1_018), (acks.RoomMessages, acks.RoomBytes));
    }

    [Fact]
    public void What_lies_before_a_gap_takes_no_room_for_nobody_can_acknowledge_it_any_more()
    {
        var acks = new AckFlow(_options);
        Fill(acks, 1);
        var batch = new Batch();
        batch.Gaps.Add(new Gap("a", GapReason.Epoch, new Position(new Epoch(2), 0)));
        acks.Sent(batch);

        Assert.Equal(10, acks.RoomMessages);
    }

    [Fact]
    public void What_was_sent_of_a_channel_that_is_left_takes_no_room()
    {
        var acks = new AckFlow(_options);
        Fill(acks, 1);
        acks.Forget([ServerReply.Pong.Instance, new ServerReply.Unsubscribed("other")]);
        Assert.Equal(0, acks.RoomMessages);
        acks.Forget([new ServerReply.Unsubscribed("a")]);

        Assert.Equal(10, acks.RoomMessages);
    }

    [Fact]
    public void A_quiet_socket_is_pinged_and_its_record_visited()
    {
        var (health, acks) = Health();
        Assert.Equal(_options.PingInterval, health.Rest);
        Pass(_options.PingInterval);
        Assert.True(health.IsPingDue);
        Assert.False(health.IsFlushDue); // an idle socket costs the store nothing
        health.Said();
        Assert.False(health.IsPingDue);

        Pass((_options.Lifetime / 4) - _options.PingInterval);
        Assert.True(health.IsFlushDue);
        health.Flushed();
        acks.Acknowledge(Cursor.Of("a", Start));
        Assert.False(health.IsFlushDue);
        Pass(_options.AckInterval);
        Assert.True(health.IsFlushDue);
    }

    [Fact]
    public void However_often_a_client_acknowledges_its_session_is_written_once_a_second()
    {
        var (health, acks) = Health();
        var written = 0;
        for (var tenths = 0; tenths < 600; tenths++)
        {
            acks.Acknowledge(Cursor.Of("a", Start.Plus(tenths)));
            Pass(TimeSpan.FromMilliseconds(100));
            if (health.IsFlushDue)
            {
                health.Flushed();
                written++;
                Assert.Equal(Start.Plus(tenths), acks.TakePending()!["a"]);
            }
        }

        Assert.Equal(60, written);
    }

    [Fact]
    public void Who_is_silent_too_long_is_lost()
    {
        var (health, _) = Health();
        Pass(_options.SilenceLimit - TimeSpan.FromMilliseconds(1));
        Assert.False(health.IsLost);
        Pass(TimeSpan.FromMilliseconds(1));
        Assert.True(health.IsLost);
        health.Heard();
        Assert.False(health.IsLost);
    }

    [Fact]
    public void Whose_window_stays_full_too_long_is_lost_though_it_talks()
    {
        var (health, acks) = Health();
        Fill(acks, 1);
        Assert.False(health.IsLost);
        Pass(_options.NoProgressLimit / 2);
        health.Heard();
        Assert.False(health.IsLost);
        Assert.True(health.Rest <= _options.NoProgressLimit / 2);
        acks.Acknowledge(Cursor.Of("a", Start.Plus(5)));
        Assert.False(health.IsLost);
        Fill(acks, 11);
        Assert.False(health.IsLost);
        Pass(_options.NoProgressLimit);
        health.Heard();
        Assert.True(health.IsLost);
    }

    [Fact]
    public void The_loop_that_delivers_rests_until_the_first_thing_that_is_due()
    {
        _options.NoProgressLimit = TimeSpan.FromSeconds(5);
        var (health, acks) = Health();
        Pass((_options.Lifetime / 4) - TimeSpan.FromSeconds(2));
        health.Heard();
        health.Said();
        Assert.Equal(TimeSpan.FromSeconds(2), health.Rest); // then the record must be visited, or it would seem abandoned
        health.Flushed();
        Assert.Equal(_options.PingInterval, health.Rest);

        Fill(acks, 1);
        Assert.False(health.IsLost);
        Pass(TimeSpan.FromSeconds(3));
        Assert.False(health.IsLost);
        Assert.Equal(TimeSpan.FromSeconds(2), health.Rest); // then the window has been full for too long
        acks.Acknowledge(Cursor.Of("a", Start.Plus(10)));
        Assert.False(health.IsLost);
        Assert.Equal(TimeSpan.FromMilliseconds(1), health.Rest); // the acknowledgement may go to the store: nothing has for an interval
        health.Flushed();
        acks.TakePending();
        Assert.Equal(_options.PingInterval - TimeSpan.FromSeconds(3), health.Rest);
    }

    [Fact]
    public void Credentials_run_out_when_they_say_so()
    {
        var (health, _) = Health(Node.User("alice", _scheduler.Clock.GetUtcNow().AddSeconds(4)));
        Assert.Equal((false, TimeSpan.FromSeconds(4)), (health.IsExpired, health.Rest));
        _scheduler.Advance(TimeSpan.FromSeconds(4));
        Assert.True(health.IsExpired);
        Assert.False(Health(Node.User("bob")).Health.IsExpired);
    }

    private static UnackedWindow WithOne()
    {
        var window = new UnackedWindow(10, 1_000);
        window.Add([Message("a", 7, 1)]);
        return window;
    }

    private (LeaseHealth Health, AckFlow Acks) Health(Caller? caller = null)
    {
        var acks = new AckFlow(_options);
        return (new LeaseHealth(_options, acks, caller ?? Caller.Anonymous, _scheduler), acks);
    }

    private static void Fill(AckFlow acks, int from)
    {
        var batch = new Batch();
        batch.Messages.AddRange(Enumerable.Range(from, 10).Select(n => Message("a", n, 1)));
        acks.Sent(batch);
    }

    private void Pass(TimeSpan time) => _scheduler.Clock.Advance(time);

    private static Message Message(string channel, long offset, int bytes) =>
        new(channel, Start.Plus(offset), Payload.Binary(new byte[bytes]), Audience.Everyone, default);
}
