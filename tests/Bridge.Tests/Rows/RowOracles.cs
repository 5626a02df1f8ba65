using Bridge.PollShapes;
using Bridge.Upstream;

namespace Bridge.Tests.Rows;

/// <summary>The oracles of one row in one use.</summary>
internal abstract class RowOracles<T> : IDisposable
    where T : IRow
{
    protected RowSite Site { get; } = RowSite.Of<T>();

    /// <summary>How long until whoever polls has heard of what is new.</summary>
    protected double Beat => 1 + (Site.Shape.Pace.Interval.TotalSeconds * 1.5);

    /// <summary>Whether the backend says where to begin.</summary>
    protected bool IsRegistered => Site.Shape.Session is not null || Site.Shape.Cursor.Map?.StatusChannel is not null;

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    public Task RunAsync(Oracle oracle) => oracle switch
    {
        Oracle.FirstPoll => FirstPoll(),
        Oracle.CatchUp => CatchUp(),
        Oracle.Idle => Idle(),
        Oracle.Burst => Burst(),
        Oracle.Limit => Limit(),
        Oracle.CutBody => CutBody(),
        Oracle.HeadersFirst => HeadersFirst(),
        Oracle.LowerHead => LowerHead(),
        Oracle.ClearedHistory => ClearedHistory(),
        Oracle.Status204 => Status(204),
        Oracle.Status304 => Status(304),
        Oracle.Status408 => Status(408),
        Oracle.Status409 => Status(409),
        Oracle.Status410 => Status(410),
        Oracle.Status429 => Status(429),
        Oracle.ForeignCursor => ForeignCursor(),
        Oracle.TwoTabs => TwoTabs(),
        Oracle.SecondGrain => SecondGrain(),
        Oracle.RoundTrip => RoundTrip(),
        _ => RollBack(),
    };

    public abstract Task FirstPoll();

    public abstract Task CatchUp();

    public abstract Task Idle();

    public abstract Task Burst();

    public abstract Task Limit();

    public abstract Task CutBody();

    public abstract Task HeadersFirst();

    public abstract Task LowerHead();

    public abstract Task ClearedHistory();

    public abstract Task Status(int status);

    public abstract Task ForeignCursor();

    public abstract Task TwoTabs();

    public abstract Task SecondGrain();

    public virtual Task RoundTrip() => throw new InvalidOperationException(LeftOut.OneLaw.Reason);

    public virtual Task RollBack() => throw new InvalidOperationException(LeftOut.OneLaw.Reason);

    public void Dispose() => Site.Dispose();

    /// <summary>Every item once and in order; of a state the last.</summary>
    protected void Same(IEnumerable<string> told, IEnumerable<string> seen)
    {
        if (Site.Shape.Kind == ShapeKind.State)
        {
            Assert.Equal(told.LastOrDefault(), seen.LastOrDefault());
        }
        else
        {
            Assert.Equal(told, seen);
        }
    }

    /// <summary>The next polls of the bridge that bring something are cut: before the answer, within it, and within it without anybody saying so.</summary>
    protected void CutThree()
    {
        var cut = 0;
        Site.Backend.Instead = (request, answer) => answer.Body.Length < 12 ? null : cut++ switch
        {
            0 => BackendAnswer.None("The answer broke off."),
            1 => new(answer with { Body = answer.Body[..(answer.Body.Length / 2)], IsCut = true }, null),
            2 when Site.Shape.Items.Form != ItemsForm.Text => new(answer with { Body = answer.Body[..^3] }, null),
            _ => null,
        };
    }

    /// <summary>The bridge's next polls are refused.</summary>
    protected void Refuse(int status, int times) => Site.Fault = _ => times-- > 0
        ? new(new LegacyAnswer { Status = status, Headers = status == 429 ? [new("Retry-After", "2")] : [] }, null)
        : null;

    /// <summary>The backend begins anew, with a lower head where it has one.</summary>
    protected void BeginAnew()
    {
        Site.Backend.Restart();
        if (IsRegistered)
        {
            Site.Run(40); // what comes before it is registered again, or told where it is, is nobody's
        }
    }

    /// <summary>Items of the same second, with polls between them.</summary>
    protected void AddWithinSeconds()
    {
        for (var second = 0; second < 3; second++)
        {
            Site.Backend.Add($"{second}a");
            Site.Settle();
            Site.Backend.Add($"{second}b");
            Site.Settle();
            Site.Run(1);
        }

        Site.Run(1);
        Site.Backend.Add("last");
        Site.Run(2 * Beat);
    }
}
