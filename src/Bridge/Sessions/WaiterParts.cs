using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Sessions;

/// <summary>What all lists of waiters share: one reference in each of them, since there may be one per session.</summary>
/// <param name="Scheduler">Where their pumps run.</param>
/// <param name="Log">What these read.</param>
/// <param name="Recheck">When to look without a hint; null: never.</param>
/// <param name="Backplane">Which looks after the channels that somebody waits in; null: nobody does.</param>
/// <param name="Interest">Who wants to know where somebody waits; null: nobody.</param>
internal sealed record WaiterParts(BridgeScheduler Scheduler, IChannelLog Log, Recheck? Recheck = null, IChannelInterest? Interest = null, IBackplane? Backplane = null);
