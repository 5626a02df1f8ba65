using Bridge.Messaging;
using Bridge.TestKit;

namespace Bridge.Tests.TestKit;

public sealed class QueueSchedulerTests
{
    private readonly List<int> _done = [];

    [Fact]
    public void Posted_work_waits_until_it_is_run_in_order()
    {
        var scheduler = new QueueScheduler();
        Post(scheduler, 1, 2, 3);
        Assert.Empty(_done);

        Assert.True(scheduler.RunOne());
        Assert.Equal([1], _done);
        Assert.Equal(2, scheduler.RunAll());
        Assert.Equal([1, 2, 3], _done);
        Assert.False(scheduler.RunOne());
    }

    [Fact]
    public void The_same_seed_gives_the_same_order()
    {
        int[] Order(ulong seed)
        {
            _done.Clear();
            var scheduler = new QueueScheduler(order: new SeededRandom(seed));
            Post(scheduler, [.. Enumerable.Range(0, 20)]);
            scheduler.RunAll();
            return [.. _done];
        }

        Assert.Equal(Order(1), Order(1));
        Assert.NotEqual(Order(1), Order(2));
        Assert.Equal(Enumerable.Range(0, 20), Order(3).Order());
    }

    [Fact]
    public void Work_that_posts_itself_for_ever_is_found_out()
    {
        var scheduler = new QueueScheduler();
        Work? endless = null;
        endless = new Work(() => scheduler.Post(endless!));
        scheduler.Post(endless);

        Assert.Throws<InvalidOperationException>(() => scheduler.RunAll());
    }

    [Fact]
    public async Task A_failing_seed_is_named()
    {
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => Seeds.RunAsync(5, _ => throw new FormatException("why")));

        Assert.Contains("BRIDGE_SEED=", fault.Message);
        Assert.Contains("why", fault.Message);
    }

    private void Post(QueueScheduler scheduler, params int[] numbers) =>
        Array.ForEach(numbers, number => scheduler.Post(new Work(() => _done.Add(number))));

    private sealed class Work(Action action) : IWork
    {
        public void Run() => action();
    }
}
