using Bridge.Messaging;
using Bridge.Sessions;

namespace Bridge.Transports.Limits;

/// <summary>What one session may ask for over requests. By the hash of its token, before the store is asked: a flood costs a table, not a database. And by who comes with it: a thief spends what is his own.</summary>
internal sealed class SessionLimits(LimitOptions options, BridgeScheduler scheduler, LimitAlarm alarm)
{
    private readonly BudgetBook<(SessionTokenHash, string)>? _messages = options.Messages is { } messages ? new(messages, scheduler) : null;
    private readonly BudgetBook<(SessionTokenHash, string)>? _idle = options.IdlePolls is { } idle ? new(idle, scheduler) : null;

    /// <summary>Whether a body may be handled; what it sends is counted.</summary>
    public bool Admits(SessionTokenHash token, Caller caller, List<ClientIntent> intents)
    {
        var session = (token, caller.Owner);
        var sent = 0;
        foreach (var intent in intents)
        {
            if (intent is ClientIntent.Poll && _idle?.IsSpent(session) == true)
            {
                alarm.Reached(LimitNames.IdlePolls, nameof(options.IdlePolls));
                return false;
            }

            sent += intent is ClientIntent.Poll or ClientIntent.Ack ? 0 : 1; // where messages come often, so do polls
        }

        if (sent == 0 || _messages?.Spend(session, sent) != false)
        {
            return true;
        }

        alarm.Reached(LimitNames.Messages, nameof(options.Messages));
        return false;
    }

    /// <summary>A poll brought nothing, and its client did not let it wait.</summary>
    public void Idled(SessionTokenHash token, Caller caller) => _idle?.Spend((token, caller.Owner));
}
