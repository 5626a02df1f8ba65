using Bridge.Simulation.Worlds;

namespace Bridge.Simulation.Shim;

/// <summary>One user's browser: who of its pages has which Web Lock.</summary>
internal sealed class Browser(World world)
{
    private readonly Dictionary<string, List<Claim>> _locks = [];

    /// <summary>Which session a token is the secret of.</summary>
    public Dictionary<string, string> SessionOf { get; } = [];

    public void Ask(ShimClient page, int id, string name)
    {
        if (!_locks.TryGetValue(name, out var claims))
        {
            _locks[name] = claims = [];
        }

        claims.Add(new Claim(page, id));
        if (claims.Count == 1)
        {
            Grant(claims);
        }
    }

    /// <summary>Whether another page has a lock.</summary>
    public bool HasAnother(ShimClient page, string name) => _locks.TryGetValue(name, out var claims) && claims is [var first, ..] && first.Page != page;

    /// <summary>The page lets go, or has given up.</summary>
    public void Free(ShimClient page, int id) => Remove(claim => claim.Page == page && claim.Id == id);

    /// <summary>The page is gone. Its browser notices a moment later.</summary>
    public void Forget(ShimClient page) =>
        world.Time.After(world.Strikes(Fault.LockLate) ? world.Between(20, 200) : world.Between(0, 10), null, () => Remove(claim => claim.Page == page));

    private void Remove(Predicate<Claim> which)
    {
        foreach (var claims in _locks.Values)
        {
            var first = claims.FirstOrDefault();
            if (claims.RemoveAll(which) > 0 && claims.Count > 0 && claims[0] != first)
            {
                Grant(claims);
            }
        }
    }

    private void Grant(List<Claim> claims)
    {
        var claim = claims[0];
        world.Time.After(world.Between(0, 3), null, () =>
        {
            if (claims.Count > 0 && claims[0] == claim)
            {
                claim.Page.Happen("granted", claim.Id);
            }
        });
    }

    private sealed record Claim(ShimClient Page, int Id);
}
