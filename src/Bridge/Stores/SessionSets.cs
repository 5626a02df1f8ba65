using System.Runtime.InteropServices;

namespace Bridge.Stores;

/// <summary>Sets of sessions, by what they have in common. Safe from any thread.</summary>
internal sealed class SessionSets<TKey, TSession>
    where TKey : notnull
    where TSession : class
{
    private readonly Dictionary<TKey, object> _sets = []; // a session or, from two on, a set: most keys have one
    private readonly Lock _gate = new();

    /// <summary>The sessions of a key right now.</summary>
    public TSession[] Of(TKey key)
    {
        lock (_gate)
        {
            return _sets.GetValueOrDefault(key) switch
            {
                TSession one => [one],
                HashSet<TSession> many => [.. many],
                _ => [],
            };
        }
    }

    public void Add(TKey key, TSession session)
    {
        lock (_gate)
        {
            ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_sets, key, out _);
            switch (entry)
            {
                case null:
                    entry = session;
                    break;
                case HashSet<TSession> many:
                    many.Add(session);
                    break;
                case TSession one when one != session:
                    entry = new HashSet<TSession> { one, session };
                    break;
            }
        }
    }

    public void Remove(TKey key, TSession session)
    {
        lock (_gate)
        {
            var found = _sets.GetValueOrDefault(key);
            if (found == session || (found is HashSet<TSession> many && many.Remove(session) && many.Count == 0))
            {
                _sets.Remove(key);
            }
        }
    }
}
