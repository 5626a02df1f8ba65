using Bridge.Messaging;
using Bridge.Sessions;

namespace Bridge.Transports.Limits;

/// <summary>How fast one socket is read. Who sends faster waits in his own network: nothing is refused, and nothing is held for him here.</summary>
internal sealed class Pace(Rate rate, BridgeScheduler scheduler, DeadlineWheel wheel, LimitAlarm alarm, string option)
{
    private Budget _budget;

    /// <summary>Comes back when the next message may be read.</summary>
    public ValueTask NextAsync() => _budget.Spend(rate, scheduler.Milliseconds) ? ValueTask.CompletedTask : WaitAsync();

    private async ValueTask WaitAsync()
    {
        alarm.Reached(LimitNames.Messages, option);
        while (!_budget.Spend(rate, scheduler.Milliseconds))
        {
            await Pause.WaitAsync(scheduler, wheel, TimeSpan.FromMilliseconds(_budget.Wait(rate)), CancellationToken.None).ConfigureAwait(false);
        }
    }
}
