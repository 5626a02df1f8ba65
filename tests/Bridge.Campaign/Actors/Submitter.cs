using Bridge.Campaign.Judging;
using Bridge.TestKit;
using Bridge.TestKit.Clients;
using Bridge.TestKit.Wires;

namespace Bridge.Campaign.Actors;

/// <summary>Submits by one client: numbers that only publish, and now and then one for a handler. A few dozen are always under way.</summary>
internal sealed class Submitter(Field field, NativeClient client, Source published, Source handled, SeededRandom random)
{
    private const int UnderWay = 48;
    private const int Ahead = 3_000;

    private readonly Queue<(Source Source, long Number, Task<Envelope> Outcome)> _underWay = [];

    /// <summary>Those for the handler whose outcome a kill made unknown.</summary>
    public HashSet<(string, long)> Unknown { get; } = [];

    public async Task RunAsync()
    {
        for (var last = false; !last;)
        {
            last = field.IsOver;
            if (published.Attempted % 500 == 0)
            {
                await field.UntilAsync(() => published.Attempted - field.SlowestOf(published) < Ahead, $"the readers of {published.Channel} follow");
            }

            Submit(published);
            if (random.OneIn(10))
            {
                Submit(handled);
            }

            while (_underWay.Count >= UnderWay)
            {
                await SettleAsync();
            }
        }

        while (_underWay.Count > 0)
        {
            await SettleAsync();
        }
    }

    private void Submit(Source source)
    {
        var number = ++source.Attempted;
        var outcome = client.SubmitAsync(source.Channel, $"\"{source.Name}:{number}\"");
        _ = outcome.ContinueWith(_ => field.Pulse.Raise(), TaskScheduler.Default);
        _underWay.Enqueue((source, number, outcome));
    }

    private async Task SettleAsync()
    {
        var (source, number, outcome) = _underWay.Dequeue();
        await field.UntilAsync(() => outcome.IsCompleted, $"{source.Name}:{number} has an outcome from {client}");
        var envelope = await outcome;
        source.Settled = number;
        if (envelope.Type == "accepted" && (source == published || envelope.Reply == $"\"{source.Name}:{number}\""))
        {
            field.Accepted(1);
        }
        else if (source == handled && envelope.Code == "submission_unknown" && field.Life.Kills > 0)
        {
            Unknown.Add((source.Name, number));
            field.Verdict.Unknown++;
        }
        else
        {
            field.Verdict.Add(ref field.Verdict.WrongOutcomes, 1, $"{source.Name}:{number}: {envelope}");
        }
    }
}
