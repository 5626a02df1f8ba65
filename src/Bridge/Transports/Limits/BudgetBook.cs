using System.Runtime.InteropServices;
using Bridge.Messaging;

namespace Bridge.Transports.Limits;

/// <summary>The budgets of many, by key, in a bounded room. Who rested long enough to have paid every debt is forgotten.</summary>
/// <remarks>
/// Two tables that take turns forget without a walk over all. Where somebody comes under more names than there is room for, the newcomers share one budget: they may get too little, they never get the server's memory.
/// </remarks>
internal sealed class BudgetBook<TKey>(Rate rate, BridgeScheduler scheduler, int room = 100_000)
    where TKey : notnull
{
    private readonly long _turn = (long)Math.Ceiling(2_000 * rate.Burst / rate.PerSecond); // by then the deepest debt is paid
    private readonly Lock _lock = new();
    private Dictionary<TKey, Budget> _young = [];
    private Dictionary<TKey, Budget> _old = [];
    private Budget _crowd;
    private long _turned = scheduler.Milliseconds;

    /// <summary>Spends, or says false when nothing is left.</summary>
    public bool Spend(TKey key, int cost = 1)
    {
        lock (_lock)
        {
            return Find(key).Spend(rate, scheduler.Milliseconds, cost);
        }
    }

    /// <summary>Whether nothing is left. Makes no entry.</summary>
    public bool IsSpent(TKey key)
    {
        lock (_lock)
        {
            return (_young.ContainsKey(key) || _old.ContainsKey(key)) && Find(key).IsSpent(rate, scheduler.Milliseconds);
        }
    }

    private ref Budget Find(TKey key)
    {
        Turn();
        ref var budget = ref CollectionsMarshal.GetValueRefOrAddDefault(_young, key, out var isKnown);
        if (isKnown)
        {
            return ref budget;
        }

        if (_old.Remove(key, out var before))
        {
            budget = before;
        }
        else if (_young.Count > room)
        {
            _young.Remove(key);
            return ref _crowd;
        }

        return ref budget;
    }

    private void Turn()
    {
        var now = scheduler.Milliseconds;
        if (now - _turned < _turn)
        {
            return;
        }

        (_young, _old) = (_old, _young);
        _young.Clear();
        _turned = now;
    }
}
