namespace Bridge.Simulation.Worlds;

/// <summary>A timer of the virtual clock.</summary>
internal sealed class SimTimer(Timeline time, Life? life, TimerCallback callback, object? state) : ITimer
{
    private int _arming; // an earlier arming that is still planned means nothing any more
    private long _period;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        _arming++;
        _period = period > TimeSpan.Zero ? period.Ticks : 0;
        if (dueTime >= TimeSpan.Zero)
        {
            Plan(dueTime.Ticks);
        }

        return true;
    }

    public void Dispose() => _arming++;

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Plan(long ticks)
    {
        var arming = _arming;
        time.After(ticks, life, () =>
        {
            if (arming == _arming)
            {
                if (_period > 0)
                {
                    Plan(_period);
                }

                callback(state);
            }
        });
    }
}
