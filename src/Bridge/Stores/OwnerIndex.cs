namespace Bridge.Stores;

/// <summary>Which sessions an owner has. Nobody's are not kept: there is no end to them. Safe from any thread.</summary>
internal sealed class OwnerIndex<TSession>
    where TSession : class
{
    private readonly SessionSets<string, TSession> _owners = new();

    public void Add(string owner, TSession session)
    {
        if (owner.Length > 0)
        {
            _owners.Add(owner, session);
        }
    }

    public void Remove(string owner, TSession session)
    {
        if (owner.Length > 0)
        {
            _owners.Remove(owner, session);
        }
    }

    /// <summary>All but those visited last, so many of them.</summary>
    /// <param name="owner">Whose.</param>
    /// <param name="keep">How many are left out.</param>
    /// <param name="lastSeen">When a session was visited last; null: it is gone.</param>
    public IEnumerable<TSession> Beyond(string owner, int keep, Func<TSession, DateTimeOffset?> lastSeen)
    {
        var owned = _owners.Of(owner);
        return owned.Length <= keep ? [] : owned.OrderByDescending(lastSeen).Skip(keep);
    }
}
