using Bridge.Tests.Sessions;

namespace Bridge.Tests.Upstream;

/// <summary>A backend that began anew, and who polls it after that.</summary>
public sealed class RestartedBackendTests
{
    private readonly EventsBackend _backend = new() { IsInclusive = true };

    [Fact]
    public async Task A_node_that_starts_later_takes_items_whose_ids_an_earlier_life_had_used()
    {
        var first = new Polled(Shapes.InclusiveProbed, _backend);
        _backend.Add("a", "b", "c");
        first.Join();
        _backend.Restart();
        _backend.Add("x");
        first.Advance(5);
        first.Desk.Dispose();
        _backend.Add("y");

        var next = new Polled(Shapes.InclusiveProbed, _backend, first.Node);
        next.Join();
        next.Advance(5);
        Assert.Equal(["a", "b", "c", "x", "y"], await TextsAsync(next));
        Assert.Equal(0, next.State.Failures);
    }

    [Fact]
    public async Task A_node_that_starts_when_the_log_stands_where_an_earlier_life_ended_goes_on()
    {
        var first = new Polled(Shapes.InclusiveProbed, _backend);
        _backend.Add("a", "b", "c", "d");
        first.Join();
        _backend.Restart();
        _backend.Add("v");
        first.Advance(5);
        _backend.Add("w", "x", "y"); // now the log's last checkpoint is that of the first life again
        first.Node.Scheduler.RunAll();
        first.Desk.Dispose();
        _backend.Add("z");

        var next = new Polled(Shapes.InclusiveProbed, _backend, first.Node);
        next.Join();
        next.Advance(5);
        Assert.Equal(["a", "b", "c", "d", "v", "w", "x", "y", "z"], await TextsAsync(next));
    }

    [Fact]
    public async Task Two_lives_that_end_at_the_same_cursor_are_told_apart()
    {
        var polled = new Polled(Shapes.InclusiveProbed, _backend);
        _backend.Add("a", "b");
        polled.Join();
        foreach (var (one, other) in new[] { ("m", "n"), ("x", "y") })
        {
            _backend.Restart();
            _backend.Add(one);
            polled.Advance(5);
            _backend.Add(other);
            polled.Advance(5);
        }

        Assert.Equal(["a", "b", "m", "n", "x", "y"], await TextsAsync(polled));
    }

    [Fact]
    public async Task A_backend_that_began_anew_while_nobody_polled_is_noticed_by_the_next_who_does()
    {
        var backend = new EventsBackend();
        var first = new Polled(Shapes.Probed, backend);
        backend.Add("a", "b", "c");
        first.Join();
        first.Desk.Dispose();
        backend.Restart();
        backend.Add("x");

        var next = new Polled(Shapes.Probed, backend, first.Node);
        next.Join();
        next.Advance(5);
        Assert.Equal(["a", "b", "c", "x"], await TextsAsync(next));
    }

    [Fact]
    public async Task Who_failed_meanwhile_takes_items_whose_ids_an_earlier_life_had_used_up_to_the_very_same_cursor()
    {
        var backend = new EventsBackend { IsInclusive = true, PerCursor = 2 };
        var first = new Polled(Shapes.InclusiveShared, backend);
        backend.Add("a", "b", "c", "d", "e", "f");
        first.Join();
        backend.Restart(); // and the first one waits a little
        backend.Add("u");
        var (scheduler, store) = (first.Node.Scheduler, first.Node.Store);
        var other = new Polled(Shapes.InclusiveShared, backend, new Node(scheduler, store, records: new UnleasedRecords(store.Records)));
        other.Join();
        backend.Add("v", "w", "x", "y"); // the last one's cursor is that of "e" and "f"
        scheduler.RunAll();
        other.Desk.Dispose();

        first.Advance(5);
        backend.Add("z"); // whose id was that of "f"
        first.Advance(5);
        Assert.Equal(["a", "b", "c", "d", "e", "f", "u", "v", "w", "x", "y", "z"], await TextsAsync(first));
    }

    [Fact]
    public async Task An_answer_that_was_held_through_a_restart_to_the_very_same_cursor_is_not_taken_for_one_of_before()
    {
        var backend = new EventsBackend { IsInclusive = true, PerCursor = 2 };
        var first = new Polled(Shapes.InclusiveShared, backend);
        backend.Add("a", "b", "c");
        first.Join();
        var (scheduler, store) = (first.Node.Scheduler, first.Node.Store);
        backend.Items.Clear(); // whose hold goes on: a proxy keeps it
        backend.Items.Add("""{"id":1,"t":1,"text":"x"}""");
        var other = new Polled(Shapes.InclusiveShared, backend, new Node(scheduler, store, records: new UnleasedRecords(store.Records)));
        other.Join();

        backend.Add("y", "z"); // told to both, and the cursor is that of "c" again
        first.Advance(5);
        backend.Add("end");
        first.Advance(5);
        Assert.Equal(["a", "b", "c", "x", "y", "z", "end"], await TextsAsync(first));
    }

    private static async Task<IEnumerable<string>> TextsAsync(Polled polled) => (await polled.TextsAsync()).Select(item => item.Split('"')[^2]);
}
