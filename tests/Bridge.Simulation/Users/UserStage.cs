using Bridge.Messaging;
using Bridge.Simulation.Checking;
using Bridge.Simulation.Nodes;
using Bridge.Simulation.Worlds;
using Bridge.Transports.Limits;

namespace Bridge.Simulation.Users;

/// <summary>Two users on two nodes, and what they and their application do, one thing after the other as the seed says.</summary>
internal sealed class UserStage
{
    /// <summary>The channel that both read, in which messages may be for one of them.</summary>
    public const string Shared = "shared";

    /// <summary>How many requests a session may send at once.</summary>
    public const int Burst = 20;

    private readonly World _world;
    private readonly Account[] _accounts;
    private readonly List<UserPage> _pages = [];
    private readonly Orders _orders;
    private readonly long _quietFrom; // each order heals what the one before it left: so from some time on there is news only
    private bool _isCalm;

    public UserStage(World world)
    {
        _world = world;
        _quietFrom = world.Dice.OneIn(4) ? long.MaxValue : 300 + world.Dice.Below(world.Scenario.StormMs - 2_500);
        _accounts = [new Account(world, "alice"), new Account(world, "bob")];
        _orders = new Orders(world);
        Watch = new UserWatch(world, _accounts);
    }

    public UserWatch Watch { get; }

    public bool IsSettled => _isCalm && _pages.TrueForAll(page => page.IsSettled);

    public string Describe() => string.Join("; ", _pages.Where(page => !page.IsSettled).Select(page => page.Describe()));

    public void Declare(BridgeOptions options)
    {
        options.Limits.Messages = new Rate(Burst / 2, Burst);
        options.Limits.IdlePolls = null; // what a page does with its polls is its own affair
        options.Channels.Add("mine:*", rule => rule.Authorize(AskAsync).AcceptSubmissions()).Add(Shared, rule => rule.Authorize(AskAsync));
    }

    public void Begin()
    {
        foreach (var account in _accounts)
        {
            account.SignIn(null);
            for (var pages = 1 + _world.Dice.Below(2); pages > 0; pages--)
            {
                _pages.Add(new UserPage(_world, account, _pages.Count));
            }
        }

        if (_quietFrom < long.MaxValue)
        {
            _world.After((int)_quietFrom, () => LastOrder(_world.Dice.Pick(_accounts)));
        }

        Next();
    }

    /// <summary>The application's rule. What it knows when it is asked it may say only later.</summary>
    private async ValueTask<ChannelGrant> AskAsync(ChannelAccess access, CancellationToken cancellationToken)
    {
        var channel = access.Channel.Value;
        var account = Array.Find(_accounts, account => access.User.Identity?.IsAuthenticated == true && access.User.HasClaim(claim => claim.Value == account.Name));
        var answer = account?.Channels.Contains(channel) == true && !account.IsBanned(channel) ? ChannelGrant.Yes : ChannelGrant.No;
        if (_world.IsStorm && _world.Dice.OneIn(4))
        {
            var pause = new TaskCompletionSource(); // goes on inside the event
            _world.Time.After(_world.Between(1, 700), null, pause.SetResult);
            await pause.Task;
        }

        return answer;
    }

    private void Next() => _world.Time.After(_world.Between(10, 100), null, Act);

    private void Act()
    {
        var account = _world.Dice.Pick(_accounts);
        if (!_world.IsStorm)
        {
            Calm();
            return;
        }

        if (account.Login is null || (!account.IsIn && _world.Dice.OneIn(2)))
        {
            if (_world.Dice.OneIn(2))
            {
                account.SignIn(Lasts());
            }

            Next();
            return;
        }

        var pages = _pages.FindAll(page => page.Account == account);
        var other = _accounts[account == _accounts[0] ? 1 : 0];
        var what = _world.Dice.Below(24);
        switch (_world.Milliseconds > _quietFrom ? 0 : what)
        {
            case < 7: Publish(account); break;
            case 7: _world.Dice.Pick(pages).Switch(); break;
            case 8 or 9: _world.Dice.Pick(pages).Toggle(); break;
            case 10: _world.Dice.Pick(pages).SendBeside(); break;
            case 11: _world.Dice.Pick(pages).Close(); break;
            case 12 or 13: new TokenThief(_world, account, other).Try(); break;
            case 14: Onlooker.Look(_world, account, other.Mine, _world.Dice.OneIn(2)); break;
            case 15 or 16: Onlooker.Look(_world, account, _world.Dice.Pick(account.Channels), _world.Dice.OneIn(2)); break;
            case 17: account.SignIn(Lasts()); break;
            case 18 or 19: _orders.End(account); break;
            case 20 or 21 or 22: Ban(account); break;
            case 23: _orders.Recheck(account, () => { }); break;
        }

        Next();
    }

    /// <summary>Much is on its way in when the last order before the quiet comes: whoever slips past it stays.</summary>
    private void LastOrder(Account account)
    {
        for (var times = 0; times < 4; times++)
        {
            Onlooker.Look(_world, account, _world.Dice.Pick(account.Channels), onSocket: true);
        }

        _pages.FindAll(page => page.Account == account).ForEach(page => page.Switch());
        _world.After(_world.Dice.Below(500), () =>
        {
            if (_world.Dice.OneIn(2))
            {
                _orders.End(account);
                return;
            }

            foreach (var channel in account.Channels.Where(channel => !account.IsBanned(channel)))
            {
                _orders.Recheck(account, account.Ban(channel));
            }
        });
    }

    private int? Lasts() => _world.Dice.OneIn(2) ? null : 300 + _world.Dice.Below(2_500);

    /// <summary>Takes a channel from him for a while; most of the time the bridge is told.</summary>
    private void Ban(Account account)
    {
        var channel = _world.Dice.Pick(account.Channels);
        if (account.IsBanned(channel))
        {
            return;
        }

        var told = account.Ban(channel);
        if (!_world.Dice.OneIn(4))
        {
            _orders.Recheck(account, told);
        }

        if (_world.Dice.OneIn(2))
        {
            _world.After(200 + _world.Dice.Below(3_000), () => account.Allow(channel));
        }
    }

    private void Publish(Account account)
    {
        var (channel, audience, mark) = _world.Dice.Below(3) switch
        {
            0 => (account.Mine, Audience.Everyone, UserWatch.MarkOf(account.Name, account.Mine)),
            1 => (Shared, Audience.User(account.Name), UserWatch.MarkOf(account.Name, Shared)),
            _ => (Shared, Audience.Everyone, UserWatch.MarkOf("*", Shared)),
        };
        var item = _world.NextItem();
        if (_world.AnyNode() is { } node)
        {
            _ = PublishAsync(node, channel, audience, item, $"{{\"p\":{item},\"x\":\"{mark}\"}}", _accounts.Where(reader => reader == account || audience.IsEveryone && channel == Shared));
        }
    }

    private static async Task PublishAsync(Node node, string channel, Audience audience, long item, string payload, IEnumerable<Account> readers)
    {
        try
        {
            await node.Publisher.PublishAsync(channel, Payload.Json(payload), audience, null, CancellationToken.None);
        }
        catch (Exception fault) when (fault is IOException or BridgeException)
        {
            return; // nobody was promised anything
        }

        foreach (var reader in readers)
        {
            reader.Items[channel].Add(item);
        }
    }

    /// <summary>Peace: everybody is signed in and may read what is his.</summary>
    private void Calm()
    {
        foreach (var account in _accounts)
        {
            account.Channels.ToList().ForEach(account.Allow);
            account.SignIn(null);
        }

        _pages.ForEach(page => page.Calm());
        _isCalm = true;
    }
}
