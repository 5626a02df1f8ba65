using Bridge.Stores.Memory;
using Bridge.TestKit;
using Bridge.Tests.Sessions;

namespace Bridge.Tests.Upstream;

/// <summary>The lease is for the backend's sake. What holds without it: two who both think that they hold it lose nothing and double nothing.</summary>
public sealed class TwoPollersTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Two_who_poll_the_same_endpoint_never_keep_an_item_twice_and_lose_none(bool inclusive) => Seeds.RunAsync(150, async seed =>
    {
        var random = new SeededRandom(seed);
        var scheduler = new QueueScheduler(order: new SeededRandom(seed + 1_000_000));
        var store = new MemoryStore(new Bridge.Stores.Retention(), scheduler.Clock, new SeededRandom(7));
        var log = new BrittleLog(store.Log, random);
        var backend = new EventsBackend { IsInclusive = inclusive };
        var shape = inclusive ? Shapes.Inclusive : Shapes.Events;
        Polled[] nodes =
        [
            .. Enumerable.Range(0, 2).Select(_ => new Polled(
                shape, new ShuffledBackend(backend, scheduler, random), new Node(scheduler, store, log: log, records: new UnleasedRecords(store.Records)))),
        ];
        foreach (var node in nodes)
        {
            node.Desk.Join(node.Source, node.Channel, new Dictionary<string, string>(), []);
        }

        for (var step = 0; step < 400; step++)
        {
            switch (random.Below(10))
            {
                case 0:
                    backend.Add([.. Enumerable.Range(0, 1 + random.Below(3)).Select(n => $"{step}.{n}")]);
                    break;
                case 1:
                    backend.EndHolds();
                    break;
                case 2:
                    scheduler.Advance(TimeSpan.FromMilliseconds(random.Below(2_000)));
                    break;
                default:
                    scheduler.RunOne();
                    break;
            }
        }

        log.IsBrittle = false;
        Array.ForEach(nodes, node => node.Advance(65));
        Assert.Equal(backend.Items, await nodes[0].TextsAsync());
        Assert.All(nodes, node => Assert.Null(node.State.PolledBy));
    });
}
