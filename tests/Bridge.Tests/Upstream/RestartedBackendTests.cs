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

    private static async Task<IEnumerable<string>> TextsAsync(Polled polled) => (await polled.TextsAsync()).Select(item => item.Split('"')[^2]);
}
