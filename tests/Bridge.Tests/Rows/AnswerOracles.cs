using System.Text.RegularExpressions;
using Bridge.PollShapes;
using Bridge.TestKit;

namespace Bridge.Tests.Rows;

/// <summary>What must hold of a page whose polls the bridge answers: it sees every item once, in the backend's own words.</summary>
internal sealed partial class AnswerOracles<T> : RowOracles<T>
    where T : IRow
{
    /// <summary>Where each client has a queue of its own, only the backend can answer.</summary>
    private bool IsPassed => Site.Shape.Session is not null;

    public override Task FirstPoll()
    {
        Site.Backend.AddTogether("a", "b");
        var (ours, theirs) = (T.Client(), T.Client());
        for (var poll = 0; poll < 2; poll++)
        {
            Equal(Site.AskBackend(theirs.Next()), Site.AskBridge(ours.Next()), theirs, ours);
        }

        Site.Follow(ours, () => true);
        Site.Run(Beat);
        Site.Backend.Add("c");
        Site.Run(2 * Beat);
        return SeenAsync(ours, IsPassed ? 2 : 0);
    }

    public override Task CatchUp()
    {
        var page = Placed();
        page.IsOn = false;
        Site.Run(100);
        Site.Backend.AddTogether("b", "c");
        Site.Run(Beat);
        Site.Backend.Add("d");
        Site.Run(Beat);
        page.IsOn = true;
        Site.Run(5 + (3 * Beat));
        return SeenAsync(page.Client);
    }

    public override Task Idle()
    {
        var page = Placed();
        var passed = Site.Passed;
        for (var poll = 0; poll < 3; poll++)
        {
            var (ours, theirs) = (page.Client.Copy(), page.Client.Copy());
            Equal(Site.AskBackend(theirs.Next()), Site.AskBridge(ours.Next()), theirs, ours);
        }

        Site.Run(200);
        Assert.True(IsPassed || passed == Site.Passed, $"{Site.Passed} {Site.Why}");
        return SeenAsync(page.Client);
    }

    public override Task Burst()
    {
        var page = Placed();
        Site.Backend.Add("b", "c", "d", "e", "f");
        Site.Run(5 + (2 * Beat));
        return SeenAsync(page.Client);
    }

    public override Task Limit()
    {
        var page = Placed();
        Site.Backend.AddTogether("b", "c", "d", "e", "f");
        var limited = page.Client.Copy();
        Site.Run(Beat);
        limited.Limit = 2;
        for (var poll = 0; limited.Seen.Count < Site.Backend.Told.Count && poll < 10; poll++)
        {
            var theirs = limited.Copy();
            Equal(Site.AskBackend(theirs.Next()), Site.AskBridge(limited.Next()), theirs, limited);
        }

        return SeenAsync(limited);
    }

    public override Task CutBody()
    {
        var page = Placed();
        page.Lost = 2;
        CutThree();
        Site.Backend.Add("b", "c");
        Site.Run(45 + (4 * Beat));
        return SeenAsync(page.Client);
    }

    public override async Task HeadersFirst()
    {
        var page = Placed();
        var waiting = page.Client.Copy();
        page.IsOn = false;
        using var body = new MemoryStream();
        var answer = Site.BridgeAsync(waiting.Next(), body);
        Site.Run(15);
        Assert.False(answer.IsCompleted);
        Assert.Equal("\n", PollShapes.Samples.Text(body.ToArray()));
        Site.Backend.Add("b");
        Site.Run(1);
        Assert.Equal(PollShapes.Samples.Text(Site.AskBackend(waiting.Next()).Body), PollShapes.Samples.Text(body.ToArray()).TrimStart('\n'));
        Assert.Equal(200, (await answer).Status);
    }

    public override Task LowerHead()
    {
        var page = Placed();
        Site.Backend.AddTogether("b", "c");
        Site.Run(2 * Beat);
        BeginAnew();
        Site.Backend.Add("x");
        Site.Run(700);
        Site.Backend.Add("y");
        Site.Run(2 * Beat);
        return SeenAsync(page.Client);
    }

    public override Task ClearedHistory()
    {
        var page = Placed();
        var other = Site.Follow(page.Client.Copy(), () => true); // who keeps the backend polled
        page.IsOn = false;
        Site.Run(70);
        Site.Backend.Add("b");
        Site.Run(Beat);
        Site.Backend.Clear();
        Site.Backend.Add("c");
        Site.Run(Beat);
        page.IsOn = true;
        Site.Run(5 + (2 * Beat));
        SeenAsync(other.Client);
        return SeenAsync(page.Client);
    }

    public override Task Status(int status)
    {
        var page = Placed();
        Refuse(status, 3);
        Site.Backend.AddTogether("b", "c");
        Site.Run(60 + (4 * Beat));
        return SeenAsync(page.Client);
    }

    public override Task ForeignCursor()
    {
        Placed();
        var (passed, ours, theirs) = (Site.Passed, T.Client(), T.Client());
        Equal(Site.AskBackend(theirs.Question), Site.AskBridge(ours.Question), null, null);
        Assert.True(passed < Site.Passed, "It wasn't passed through.");
        return Task.CompletedTask;
    }

    public override async Task TwoTabs()
    {
        var (one, other) = (Placed(), Site.Follow(T.Client(), () => true));
        Site.Run(5);
        var first = IsPassed ? Site.Backend.Told.Count : 0;
        Site.Backend.Add("b");
        Site.Run(5 + (2 * Beat));
        Site.Backend.Add("c");
        Site.Run(5 + (2 * Beat));
        await SeenAsync(one.Client);
        await SeenAsync(other.Client, first);
        Assert.InRange(Site.MostPolls, 0, 1);
    }

    public override Task SecondGrain()
    {
        var page = Placed();
        AddWithinSeconds();
        Site.Run(5);
        return SeenAsync(page.Client);
    }

    public override Task RoundTrip()
    {
        var page = Placed();
        var client = Site.Follow(page.Client.Copy(), () => false);
        var stood = new List<RowClient>();
        for (var n = 1; n < 8; n++)
        {
            stood.Add(client.Client.Copy());
            Site.Backend.AddTogether([.. Enumerable.Range(0, 1 + (n % 3)).Select(m => $"{n}é\\\\{m}")]);
            Site.Run(5 + (2 * Beat));
        }

        stood.Add(client.Client.Copy());
        var passed = Site.Passed;
        foreach (var theirs in stood)
        {
            var ours = theirs.Copy();
            Equal(Site.AskBackend(theirs.Next()), Site.AskBridge(ours.Next()), theirs, ours);
        }

        Assert.True(IsPassed || passed == Site.Passed, $"{Site.Passed - passed} polls were passed through. {Site.Why}");
        return Task.CompletedTask;
    }

    public override Task RollBack() => Seeds.RunAsync(20, async seed =>
    {
        using var site = RowSite.Of<T>();
        var random = new SeededRandom(seed);
        var pages = Enumerable.Range(0, 3).Select(_ => site.Follow(T.Client(), () => random.OneIn(2))).ToArray();
        site.Run(1);
        for (var step = 0; step < 40; step++)
        {
            for (var n = random.Below(3); n > 0; n--)
            {
                site.Backend.Add($"{step}.{n}");
            }

            site.Run(random.OneIn(4) ? Beat * random.Below(8) / 4 : 0.25);
        }

        site.Run(2);
        site.Backend.Add("last");
        site.Run(60 + (3 * Beat));
        foreach (var page in pages)
        {
            Same(site.Backend.Told, page.Client.Seen);
        }

        await Task.CompletedTask;
    });

    /// <summary>A page on the bridge that has an item.</summary>
    private RowPage Placed()
    {
        var page = Site.Follow(T.Client(), () => true);
        Site.Run(1);
        Site.Backend.Add("a");
        Site.Run(5 + (2 * Beat));
        return page;
    }

    private Task SeenAsync(RowClient client, int from = 0)
    {
        Same(Site.Backend.Told.Skip(from), client.Seen);
        return Task.CompletedTask;
    }

    /// <summary>The same answer, and the same question after it.</summary>
    private void Equal(LegacyAnswer theirs, LegacyAnswer ours, RowClient? them, RowClient? us)
    {
        Assert.Equal(theirs.Status, ours.Status);
        Assert.Equal(Shown(theirs.Body), Shown(ours.Body).TrimStart(Site.Shape.Wait.Heartbeat == WaitHeartbeat.Newline ? '\n' : '\0'));
        foreach (var name in Site.Shape.Answer.Headers.Keys)
        {
            Assert.Equal(theirs.Header(name), ours.Header(name));
        }

        them?.Take(theirs);
        us?.Take(ours);
        if (them is not null)
        {
            var (next, own) = (them.Next(), us!.Next());
            Assert.Equal((next.Method, Own(next.Target), Shown(next.Body)), (own.Method, Own(own.Target), Shown(own.Body)));
            Assert.Equal(next.Headers, own.Headers);
        }
    }

    private static string Shown(ReadOnlyMemory<byte> body) => Own(PollShapes.Samples.Text(body));

    /// <summary>Queues have names and heartbeats of their own.</summary>
    private static string Own(string text) => Queues().Replace(text, "$1");

    [GeneratedRegex("(queue|heartbeat\",\"id\":|last_event_id=)[0-9]+")]
    private static partial Regex Queues();
}
