using Bridge.Messaging;
using Bridge.Transports.Limits;

namespace Bridge.Transports.WebSockets;

/// <summary>Looks at the frames of one socket as they come off the wire, and ends it for those that the framework would bear.</summary>
internal sealed class FrameWatch(Rate? controls, BridgeScheduler scheduler, LimitAlarm alarm)
{
    private FrameScanner _scanner;
    private Budget _budget;
    private Action<CloseReason>? _end;
    private ulong _maxBytes = ulong.MaxValue;

    /// <summary>Whether the socket was told to go: nothing more of it is read.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Begins to judge.</summary>
    /// <param name="end">Ends the socket, and says why.</param>
    /// <param name="maxBytes">Bytes of one message.</param>
    public void Begin(Action<CloseReason> end, int maxBytes) => (_end, _maxBytes) = (end, (ulong)maxBytes);

    /// <summary>These bytes came.</summary>
    public void See(ReadOnlySpan<byte> bytes)
    {
        var before = _scanner.Controls;
        _scanner.Scan(bytes);
        if (_scanner.Largest > _maxBytes && _scanner.Largest <= long.MaxValue) // beyond it the frame is no frame, and the framework says so
        {
            End(CloseReason.TooLarge);
        }
        else if (controls is not null && _scanner.Controls > before && !SpendControls((int)(_scanner.Controls - before)))
        {
            alarm.Reached(LimitNames.ControlFrames, nameof(LimitOptions.ControlFrames));
            End(CloseReason.TooManyControlFrames);
        }
    }

    private bool SpendControls(int count)
    {
        var now = scheduler.Milliseconds;
        while (count > 0 && _budget.Spend(controls!, now))
        {
            count--;
        }

        return count == 0;
    }

    private void End(CloseReason reason)
    {
        if (_end is { } end && !IsOver)
        {
            IsOver = true;
            end(reason);
        }
    }
}
