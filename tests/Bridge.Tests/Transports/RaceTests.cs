using Bridge.Conformance.Transports;
using Bridge.TestKit;
using Bridge.TestKit.Clients;
using Bridge.TestKit.Hosts;

namespace Bridge.Tests.Transports;

/// <summary>Many clients that come, go, move and change their minds while everything is published to: at the end nothing is left over.</summary>
[Collection(nameof(Alone))]
public sealed class RaceTests
{
    private const int Clients = 200;
    private const int Steps = 12;
    private const int Channels = 8;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Clients_that_subscribe_leave_and_move_at_random_leave_nothing_behind(int hosts)
    {
        Collect(); // what other tests left behind is not ours
        var unobserved = new List<Exception>();
        EventHandler<UnobservedTaskExceptionEventArgs> observe = (_, fault) => unobserved.Add(fault.Exception);
        TaskScheduler.UnobservedTaskException += observe;
        await using var site = await BridgeSite.StartAsync(hosts);
        using var published = new CancellationTokenSource();
        var publishing = PublishAsync(site, published.Token);

        await Parallel.ForEachAsync(
            Enumerable.Range(1, Clients), new ParallelOptions { MaxDegreeOfParallelism = Clients, CancellationToken = Stop }, (n, _) => LiveAsync(site, new SeededRandom((ulong)n)));
        await published.CancelAsync();
        Assert.InRange(await publishing, 1, int.MaxValue);

        await site.EmptyAsync();
        Collect();
        TaskScheduler.UnobservedTaskException -= observe;
        Assert.Empty(unobserved);
        Assert.True(!site.Errors.Any(), string.Join("\n", site.Errors));
    }

    private static async ValueTask LiveAsync(BridgeSite site, SeededRandom random)
    {
        var begins = random.OneIn(2) ? CarrierKind.WebSocket : CarrierKind.LongPolling;
        await using var client = await new NativeClient(site.Next, new() { Begins = begins }).StartAsync(Any(random));
        for (var step = 0; step < Steps; step++)
        {
            switch (random.Below(5))
            {
                case 0:
                    client.Subscribe(Any(random), random.OneIn(3) ? "oldest" : null);
                    break;
                case 1:
                    client.Unsubscribe(Any(random));
                    break;
                case 2:
                    client.Move(client.Carrier == CarrierKind.WebSocket ? CarrierKind.LongPolling : CarrierKind.WebSocket);
                    break;
                case 3:
                    await client.SubmitAsync(Any(random), "1").WaitAsync(TimeSpan.FromSeconds(30));
                    break;
                case 4:
                    await client.SettledAsync();
                    break;
            }
        }

        await client.SettledAsync();
        Assert.Null(client.Stopped);
        Assert.Equal(1, client.SessionsBegun);
        Assert.Empty(client.Inbox.Gaps);
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private static string Any(SeededRandom random) => $"room:{random.Below(Channels)}";

    private static async Task<int> PublishAsync(BridgeSite site, CancellationToken until)
    {
        var count = 0;
        while (!until.IsCancellationRequested)
        {
            await site.PublishAsync($"room:{count++ % Channels}", $"{count}");
            await Task.Delay(1, CancellationToken.None);
        }

        return count;
    }
}
