using System.Collections.Concurrent;
using Bridge.Messaging;
using Bridge.TestKit;
using Bridge.TestKit.Clients;
using Bridge.TestKit.Faults;
using Bridge.TestKit.Hosts;
using Bridge.TestKit.Wires;

namespace Bridge.Tests.Transports;

/// <summary>The main promise over a bad network: every message and every submission once, in order, whatever is cut and however often the client moves.</summary>
public sealed class LostNothingTests
{
    private const string News = "news";
    private const string Sent = "sent";
    private const string Handled = "handled";
    private const int Messages = 1_000;
    private const int Submissions = 200;
    private const int Moves = 40;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public Task Polls_whose_answers_are_lost_lose_nothing_either_way(int hosts) =>
        Seeds.RunAsync(2, seed => TryAsync(seed, hosts, CarrierKind.LongPolling, moves: false));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public Task Sockets_cut_in_the_middle_of_frames_lose_nothing_either_way(int hosts) =>
        Seeds.RunAsync(2, seed => TryAsync(seed, hosts, CarrierKind.WebSocket, moves: false));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public Task Clients_that_move_at_random_over_a_bad_network_lose_nothing_either_way(int hosts) =>
        Seeds.RunAsync(4, seed => TryAsync(seed, hosts, CarrierKind.LongPolling, moves: true));

    private static async Task TryAsync(ulong seed, int hosts, CarrierKind begins, bool moves)
    {
        var handled = new ConcurrentQueue<string>();
        await using var site = await BridgeSite.StartAsync(hosts, new() { Options = options => Declare(options, handled) });
        var script = Script(seed);
        await using var network = new BadNetwork(site, script);
        await using var client = new NativeClient(network.Next, new NativeClientOptions { Begins = begins, ConnectLimit = TimeSpan.FromSeconds(1), SilenceLimit = TimeSpan.FromSeconds(3) });
        await client.StartAsync(News);
        await using var plain = await new PlainClient(network.Next, News).StartAsync();

        await Task.WhenAll(PublishAsync(site, client, seed), SubmitAsync(client, seed), CutAsync(network, client), moves ? MoveAsync(client, seed) : Task.CompletedTask);
        script.CalmDown();
        await client.Inbox.UntilAsync(Messages);
        await plain.Inbox.UntilAsync(Messages);

        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}, {hosts} hosts, {begins}: {network}, {client.Moves} moves, {client.Cuts} noticed cuts, "
            + $"{client.Inbox.Repeats} repeats dropped, {client.Resent} submissions sent again");
        Assert.Equal(Numbers(Messages), client.Inbox.Payloads(News));
        Assert.Equal(client.Inbox.All, plain.Inbox.All);
        Assert.Empty(client.Inbox.Gaps);
        Assert.Equal(Numbers(Submissions), await KeptAsync(site));
        Assert.Equal(Numbers(Submissions), handled);
        Assert.Equal(1, client.SessionsBegun);
        Assert.True(network.Cuts >= 10, $"there were hardly any faults: {network.Cuts}");
        Assert.True(!site.Errors.Any(), string.Join("\n", site.Errors));
    }

    private static FaultScript Script(ulong seed) => new(seed)
    {
        CutBefore = 0.05,
        CutMiddle = 0.05,
        CutAfter = 0.1,
        Replay = 0.05,
        PageBefore = 0.03,
        PageAfter = 0.05,
        CutFrames = 1,
        CutFramesWithin = 8_000,
        Swallow = 0.02,
        HangUpgrade = 0.02,
        StripUpgrade = 0.05,
        HoldBack = 0.2,
        Delay = 0.2,
        MaxDelay = TimeSpan.FromMilliseconds(5),
        Throttle = 0.1,
        Segments = 0.1,
    };

    private static void Declare(BridgeOptions options, ConcurrentQueue<string> handled)
    {
        options.Sessions.PingInterval = TimeSpan.FromSeconds(1);
        options.Sessions.NoProgressLimit = TimeSpan.FromSeconds(3); // who is heard no more is found out on both sides
        options.Sessions.SilenceLimit = TimeSpan.FromSeconds(3);
        options.Channels.Add(Handled, rule => rule.Handle((submission, _) =>
        {
            handled.Enqueue(Text(submission.Payload));
            return ValueTask.FromResult(Outcome.Reply(submission.Payload));
        }));
    }

    /// <summary>Publishes as fast as the client hears, and a little ahead of it: many small batches, and some large ones.</summary>
    private static async Task PublishAsync(BridgeSite site, NativeClient client, ulong seed)
    {
        var random = new SeededRandom(seed + 1_000);
        for (int n = 1, ahead = 0; n <= Messages; n++)
        {
            ahead = ahead > 0 ? ahead - 1 : random.OneIn(20) ? 100 : random.Below(12);
            if (ahead == 0)
            {
                await client.Inbox.UntilAsync(n - 1);
            }

            await site.PublishAsync(News, $"{n}");
        }
    }

    private static async Task SubmitAsync(NativeClient client, ulong seed)
    {
        var random = new SeededRandom(seed + 2_000);
        var outcomes = new List<Task<Envelope>>();
        for (var n = 1; n <= Submissions; n++)
        {
            outcomes.Add(client.SubmitAsync(Sent, $"{n}"));
            outcomes.Add(client.SubmitAsync(Handled, $"{n}"));
            if (random.OneIn(4))
            {
                await outcomes[^1].WaitAsync(TimeSpan.FromSeconds(30), Stop);
            }
        }

        foreach (var outcome in await Task.WhenAll(outcomes).WaitAsync(TimeSpan.FromSeconds(30), Stop))
        {
            Assert.True(outcome.Type == "accepted", outcome.ToString());
        }
    }

    private static async Task CutAsync(BadNetwork network, NativeClient client)
    {
        for (var n = 1; n <= 10; n++)
        {
            await client.Inbox.UntilAsync(n * Messages / 11);
            network.CutAll();
        }
    }

    private static async Task MoveAsync(NativeClient client, ulong seed)
    {
        var random = new SeededRandom(seed + 3_000);
        for (var n = 1; n <= Moves; n++)
        {
            await client.Inbox.UntilAsync(n * Messages / (Moves + 1));
            client.Move(random.OneIn(4) ? client.Carrier : client.Carrier == CarrierKind.WebSocket ? CarrierKind.LongPolling : CarrierKind.WebSocket);
        }
    }

    private static async Task<IReadOnlyList<string>> KeptAsync(BridgeSite site)
    {
        var kept = new List<Message>();
        var head = await site.Store.Log.HeadAsync(Sent, Stop);
        await site.Store.Log.ReadAsync(Sent, head.Tail, new(100_000, int.MaxValue), kept, Stop);
        return [.. kept.Select(message => Text(message.Payload))];
    }

    private static string Text(Payload payload) => System.Text.Encoding.UTF8.GetString(payload.Bytes.Span);

    private static IEnumerable<string> Numbers(int count) => Enumerable.Range(1, count).Select(number => $"{number}");
}
