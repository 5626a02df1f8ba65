using Bridge.Messaging;
using Bridge.PollShapes;
using Bridge.Upstream;

namespace Bridge.Tests.Rows;

/// <summary>What must hold of a backend that the bridge polls: the log has every item once, verbatim, in order; of a state the last.</summary>
internal sealed class UpstreamOracles<T> : RowOracles<T>
    where T : IRow
{
    private readonly LegacyRequest _question = T.Client().Question;

    private bool BeginsAtTail => IsRegistered || Site.Shape.Cursor.Initial is CursorInitial.Tail or CursorInitial.Now;

    public override async Task FirstPoll()
    {
        Site.Backend.AddTogether("a", "b");
        Listen();
        await KeptAsync(Site.Backend.Told.Skip(BeginsAtTail ? 2 : 0));
        Site.Run(1);
        Site.Backend.Add("c");
        Site.Run(Beat);
        await KeptAsync(Site.Backend.Told.Skip(BeginsAtTail ? 2 : 0));
    }

    public override async Task CatchUp()
    {
        var run = Listen();
        Site.Backend.Add("a");
        Site.Run(Beat);
        Site.Fault = _ => BackendAnswer.None("The backend can't be reached.");
        Site.Backend.AddTogether("b", "c");
        Site.Run(10);
        Site.Fault = _ => null;
        Site.Run(35 + Beat);
        await KeptAsync(Site.Backend.Told);
        if (Site.Shape.Session is not null)
        {
            return; // its queue ends with the poll
        }

        run.Leave();
        Site.Run(400);
        Site.Backend.Add("d", "e");
        Listen();
        await KeptAsync(Site.Backend.Told);
    }

    public override async Task Idle()
    {
        Listen();
        Site.Backend.Add("a");
        Site.Run(Beat);
        var (kept, polled) = ((await Site.ReadAsync(Site.Channel(_question))).Count, Site.Polled);
        Site.Run(300);
        Assert.Equal(kept, (await Site.ReadAsync(Site.Channel(_question))).Count);
        Assert.InRange(Site.Polled - polled, 3, 200);
        Assert.Equal(0, Site.State.Failures);
    }

    public override async Task Burst()
    {
        Listen();
        Site.Run(1);
        Site.Backend.Add("a", "b", "c", "d", "e");
        Site.Run(Beat);
        await KeptAsync(Site.Backend.Told);
    }

    public override async Task Limit()
    {
        Site.Backend.Cap = 2;
        if (BeginsAtTail)
        {
            Listen();
        }

        Site.Backend.AddTogether("a", "b", "c", "d", "e");
        if (!BeginsAtTail)
        {
            Listen();
        }

        Site.Run(4 * Beat);
        await KeptAsync(Site.Backend.Told);
    }

    public override async Task CutBody()
    {
        Listen();
        Site.Backend.Add("a");
        Site.Run(Beat);
        CutThree();
        Site.Backend.AddTogether("b", "c");
        Site.Run(40 + (3 * Beat));
        await KeptAsync(Site.Backend.Told);
    }

    public override async Task HeadersFirst()
    {
        Site.Backend.HoldsForEver = true; // as pouchdb-server
        Listen();
        Site.Run(150); // its headers and some heartbeats come, then our own deadline
        Site.Backend.Instead = (_, answer) => new(answer with { Body = (byte[])[.. "\n\n\n"u8, .. answer.Body.Span] }, null);
        Site.Backend.Add("a", "b");
        Site.Run(Beat);
        await KeptAsync(Site.Backend.Told);
        Assert.Equal(0, Site.State.Failures);
    }

    public override async Task LowerHead()
    {
        Listen();
        Site.Backend.AddTogether("a", "b", "c");
        Site.Run(Beat);
        BeginAnew();
        Site.Backend.Add("x");
        Site.Run(700);
        await KeptAsync(Site.Backend.Told);
        Site.Backend.AddTogether("y", "z", "v", "w");
        Site.Run(2 * Beat);
        await KeptAsync(Site.Backend.Told);
    }

    public override async Task ClearedHistory()
    {
        Listen();
        Site.Backend.AddTogether("a", "b");
        Site.Run(Beat);
        Site.Backend.Clear();
        Site.Run(Site.Shape.Session is null ? Beat : 40);
        Site.Backend.Add("c");
        Site.Run(Beat);
        await KeptAsync(Site.Backend.Told);
    }

    public override async Task Status(int status)
    {
        Listen();
        Site.Backend.Add("a");
        Site.Run(Beat);
        Refuse(status, 3);
        var polled = Site.Polled;
        Site.Backend.AddTogether("b", "c");
        Site.Run(60 + (4 * Beat));
        await KeptAsync(Site.Backend.Told);
        Assert.InRange(Site.Polled - polled, 4, 120);
    }

    public override async Task ForeignCursor()
    {
        const string Foreign = "no cursor of theirs";
        await Site.Node.Publisher.AppendAsync(Site.Channel(_question), new[] { new Entry(Payload.Text("before"), Audience.Everyone, null, new Checkpoint(Foreign)) }, null, Stop);
        Listen();
        Site.Run(1);
        if (new CursorText(Site.Shape.Cursor).Decode(Foreign) is null)
        {
            Assert.Equal(UpstreamPhase.Stopped, Site.State.Phase);
            Assert.Contains("cursor is none of this shape's", Site.State.LastFault, StringComparison.Ordinal);
            return;
        }

        Site.Backend.Add("a", "b");
        Site.Run(2 * Beat);
        await KeptAsync(Site.Backend.Told, 1);
    }

    public override async Task TwoTabs()
    {
        Listen();
        Listen();
        Site.Backend.AddTogether("a", "b");
        Site.Run(2 * Beat);
        await KeptAsync(Site.Backend.Told);
        Assert.Equal(1, Site.MostPolls);
    }

    public override async Task SecondGrain()
    {
        Listen();
        AddWithinSeconds();
        await KeptAsync(Site.Backend.Told);
    }

    private UpstreamRun Listen()
    {
        var run = Site.Listen(_question);
        Site.Run(1);
        return run;
    }

    private async Task KeptAsync(IEnumerable<string> told, int before = 0) =>
        Same(told, (await Site.ReadAsync(Site.Channel(_question))).Skip(before).Select(message => PollShapes.Samples.Text(message.Payload.Bytes)));
}
