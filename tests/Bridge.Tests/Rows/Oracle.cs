namespace Bridge.Tests.Rows;

/// <summary>What every polling system that we know is tested with.</summary>
public enum Oracle
{
    FirstPoll,
    CatchUp,
    Idle,
    Burst,
    Limit,
    CutBody,
    HeadersFirst,
    LowerHead,
    ClearedHistory,
    Status204,
    Status304,
    Status408,
    Status409,
    Status410,
    Status429,
    ForeignCursor,
    TwoTabs,
    SecondGrain,
    RoundTrip,
    RollBack,
}
