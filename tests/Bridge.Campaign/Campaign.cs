using System.Diagnostics;
using Bridge.Campaign.Actors;
using Bridge.Campaign.Judging;
using Bridge.TestKit;
using Bridge.TestKit.Clients;

namespace Bridge.Campaign;

/// <summary>Eight native clients that read two channels each, move and submit; eight publishers; plain readers of two of those channels and of all that is submitted.</summary>
internal sealed class Campaign(Plan plan, Field field) : IAsyncDisposable
{
    private const int Size = 8;

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly List<NativeClient> _clients = [];
    private readonly List<PlainClient> _plain = [];
    private readonly List<Judge> _judges = [];
    private readonly List<HttpPublisher> _publishers = [];
    private readonly List<Submitter> _submitters = [];
    private readonly List<Source> _published = [];
    private readonly List<Source> _submitted = [];
    private readonly List<Source> _handled = [];

    /// <summary>Runs a plan to its end and gives what came of it.</summary>
    public static async Task<Outcome> RunAsync(Plan plan, Action<string> say)
    {
        await using var field = new Field(plan);
        await using var campaign = new Campaign(plan, field);
        return await campaign.RunAsync(say);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }

        foreach (var client in _plain)
        {
            await client.DisposeAsync();
        }
    }

    private async Task<Outcome> RunAsync(Action<string> say)
    {
        await field.StartServerAsync();
        await GatherAsync();
        using var over = new CancellationTokenSource();
        var telling = TellAsync(say, over.Token);
        try
        {
            var random = new SeededRandom(plan.Seed + 1_000);
            List<Task> running = [ReachAsync(new Killer(field, random)), new Mover(field, _clients, random).RunAsync(), .. _publishers.Select(one => one.RunAsync()), .. _submitters.Select(one => one.RunAsync())];
            while (running.Count > 0)
            {
                var done = await Task.WhenAny(running);
                await done; // the first that fails ends it
                running.Remove(done);
            }

            plan.Script.CalmDown();
            await field.UntilAsync(() => field.Channels.All(channel => channel.IsAbreast), "every reader has everything");
        }
        catch (TimeoutException stalled)
        {
            field.Verdict.Add(ref field.Verdict.Lost, 1, stalled.Message);
        }
        finally
        {
            await over.CancelAsync();
            await telling;
        }

        return Judge();
    }

    private async Task GatherAsync()
    {
        for (var n = 0; n < Size; n++)
        {
            _published.Add(field.Life.Add($"p{n}", $"news{n}"));
            _submitted.Add(field.Life.Add($"s{n}", $"sent{n / 2}"));
            _handled.Add(field.Life.Add($"t{n}", "tally"));
        }

        for (var n = 0; n < Size; n++)
        {
            var judge = Judged($"client {n}", $"news{n}", $"news{(n + 1) % Size}");
            var client = new NativeClient(() => field.Address, new NativeClientOptions
            {
                Http = field.Http,
                Witness = judge,
                Begins = n % 2 == 0 ? CarrierKind.LongPolling : CarrierKind.WebSocket,
                ConnectLimit = TimeSpan.FromSeconds(2),
                SilenceLimit = TimeSpan.FromSeconds(4),
            });
            _clients.Add(client);
            await client.StartAsync($"news{n}", $"news{(n + 1) % Size}");
            var random = new SeededRandom(plan.Seed + 2_000 + (ulong)n);
            _publishers.Add(new HttpPublisher(field, _published[n], random));
            _submitters.Add(new Submitter(field, client, _submitted[n], _handled[n], random));
        }

        foreach (var channel in (string[])["news0", "news5", "sent0", "sent1", "sent2", "sent3"])
        {
            _plain.Add(await new PlainClient(() => field.Address, channel, http: field.Http, witness: Judged("plain", channel)).StartAsync());
        }

        foreach (var source in _published.Concat(_submitted))
        {
            field.Readers[source] = [.. _judges.SelectMany(judge => judge.Channels).Where(channel => channel.Reads(source))];
        }

        field.Channels.AddRange(_judges.SelectMany(judge => judge.Channels));
    }

    private Judge Judged(string name, params string[] channels)
    {
        var judge = new Judge(name, field.Life, field.Verdict, field.Pulse);
        foreach (var channel in channels)
        {
            judge.Reads(channel);
        }

        _judges.Add(judge);
        return judge;
    }

    /// <summary>Says that it is over when everything planned has happened.</summary>
    private async Task ReachAsync(Killer killer)
    {
        await killer.RunAsync();
        await field.UntilAsync(
            () => field.Total >= plan.Messages && field.Proxy.Counts.Breaking >= plan.Faults
                && Switches(CarrierKind.WebSocket) >= plan.Switches && Switches(CarrierKind.LongPolling) >= plan.Switches,
            "everything planned has happened");
        field.End();
    }

    private int Switches(CarrierKind to) => _clients.Sum(client => client.SwitchesTo(to));

    private async Task TellAsync(Action<string> say, CancellationToken over)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(5));
        try
        {
            while (await timer.WaitForNextTickAsync(over))
            {
                say($"{_watch.Elapsed:mm\\:ss}  {field.Total} accepted, {field.Verdict.Deliveries} deliveries, {field.Proxy.Counts.Breaking} faults, "
                    + $"{Switches(CarrierKind.WebSocket)}+{Switches(CarrierKind.LongPolling)} switches, {field.Life.Kills} kills, {field.Verdict.Faults} findings");
            }
        }
        catch (OperationCanceledException)
        {
            // It is over.
        }
    }

    private Outcome Judge()
    {
        field.Channels.ForEach(channel => channel.Close());
        var handled = TallyJudge.Judge(field.Tallies, _handled, [.. _submitters.SelectMany(one => one.Unknown)], field.Life, field.Verdict);
        return new Outcome(plan, field.Verdict, field.Proxy.Counts.Copy())
        {
            Published = _published.Sum(source => source.Settled),
            Delivered = _published.Sum(source => source.Distinct),
            Submitted = _submitted.Sum(source => source.Settled) + _handled.Sum(source => source.Settled) - field.Verdict.Unknown,
            ReadBack = _submitted.Sum(source => source.Distinct),
            Handled = handled,
            ToWebSocket = Switches(CarrierKind.WebSocket),
            ToPolling = Switches(CarrierKind.LongPolling),
            Kills = field.Life.Kills,
            Channels = field.Channels.Count,
            Gaps = [.. field.Channels.Select(channel => channel.Gaps)],
            Retries = _publishers.Sum(one => one.Retries),
            Duplicates = _publishers.Sum(one => one.Duplicates),
            Resent = _clients.Sum(client => client.Resent),
            Repeats = _clients.Sum(client => client.Inbox.Repeats),
            Sessions = _clients.Sum(client => client.SessionsBegun),
            Duration = _watch.Elapsed,
        };
    }
}
