using System.Diagnostics;

namespace Bridge.Postgres;

/// <summary>Whether there is room for one more of something, without counting each time: while there is plenty, a count ten seconds old suffices. Near the limit each new one is counted
/// before it is made; several made at the same moment may go beyond it by as many.</summary>
internal sealed class CountedRoom(long most)
{
    private readonly Lock _gate = new();
    private readonly Stopwatch _age = new();
    private long _known;

    public async ValueTask<bool> HasRoomAsync(Func<ValueTask<long>> count)
    {
        lock (_gate)
        {
            if (_age.IsRunning && _known < most - (most / 10) && _age.Elapsed < TimeSpan.FromSeconds(10))
            {
                _known++;
                return true;
            }

            if (_age.IsRunning && _known >= most && _age.Elapsed < TimeSpan.FromSeconds(1))
            {
                return false; // refusing stays cheap when it happens most
            }
        }

        var counted = await count().ConfigureAwait(false);
        lock (_gate)
        {
            _known = counted < most ? counted + 1 : counted;
            _age.Restart();
            return counted < most;
        }
    }

    /// <summary>Some may have gone: the next one is counted.</summary>
    public void Shrank()
    {
        lock (_gate)
        {
            _age.Reset();
        }
    }
}
