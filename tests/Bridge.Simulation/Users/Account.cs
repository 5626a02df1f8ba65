using Bridge.Simulation.Checking;
using Bridge.Simulation.Network;
using Bridge.Simulation.Worlds;

namespace Bridge.Simulation.Users;

/// <summary>A user: what he shows, what is his, what he may not read just now.</summary>
internal sealed class Account(World world, string name)
{
    private const int RestMs = 8_000;
    private const int SkewMs = 150;

    private readonly List<Login> _logins = [];
    private readonly Dictionary<string, Refusal> _bans = [];
    private readonly Queue<long> _asked = new();
    private readonly Queue<long> _tried = new();
    private int _ends;

    public string Name => name;

    /// <summary>The channel that is his alone.</summary>
    public string Mine => $"mine:{name}";

    public IReadOnlyList<string> Channels => [Mine, UserStage.Shared];

    /// <summary>What his pages show just now; null: he is signed out.</summary>
    public Login? Login { get; private set; }

    public bool IsIn => Login?.IsGood(world.Time.GetUtcNow()) == true;

    /// <summary>The secrets of all his sessions, those that are over too.</summary>
    public List<string> Tokens { get; } = [];

    /// <summary>What was accepted for him, by channel.</summary>
    public Dictionary<string, List<long>> Items { get; } = new() { [$"mine:{name}"] = [], [UserStage.Shared] = [] };

    /// <summary>When the last order to end all of his was carried out; null: never.</summary>
    public Moment? LastEnd { get; private set; }

    /// <summary>Whether one is under way.</summary>
    public bool IsEnding => _ends > 0;

    /// <summary>Signs in, or in again while the earlier one is still good.</summary>
    public void SignIn(int? lastsMs)
    {
        var login = new Login(this, lastsMs is { } span ? world.Time.GetUtcNow().AddMilliseconds(span) : null);
        _logins.Add(login);
        Login = login;
        world.Trace.Note("sign in", _logins.Count, lastsMs ?? 0, name);
        if (lastsMs is { } lasts)
        {
            world.After(lasts, () => login.Lapsed = new Moment(world));
        }
    }

    /// <summary>Signs out everywhere: from here on none of his logins is good.</summary>
    /// <returns>To be called when the bridge has been told.</returns>
    public Action SignOut()
    {
        var over = _logins.Where(login => !login.IsSignedOut).ToList();
        over.ForEach(login => login.IsSignedOut = true);
        Login = null;
        _ends++;
        world.Trace.Note("sign out", over.Count, 0, name);
        return () =>
        {
            _ends--;
            LastEnd = new Moment(world);
            over.ForEach(login => login.Ended ??= LastEnd);
            world.Trace.Note("signed out", over.Count, 0, name);
        };
    }

    /// <summary>Whether somebody of his may be told that he was signed out: an order was carried out, or is, since he came in. Clocks differ a little.</summary>
    public bool MayBeRevoked(Visit? visit) => IsEnding || (LastEnd is { } end && (visit is null || end.Age <= visit.Came.Age + SkewMs));

    public bool IsBanned(string channel) => _bans.TryGetValue(channel, out var ban) && ban.IsOn;

    /// <summary>Whether he may have been refused: he is now, or was a moment ago.</summary>
    public bool WasBanned(string channel) => _bans.TryGetValue(channel, out var ban) && (ban.IsOn || !ban.Changed.IsPast(3_500));

    /// <summary>Since when every node should know that he may not read a channel; null: he may, or it was not said yet.</summary>
    public Moment? RefusedSince(string channel) => _bans.TryGetValue(channel, out var ban) && ban.IsOn ? ban.Told : null;

    /// <summary>Takes a channel from him.</summary>
    /// <returns>To be called when the bridge has been told.</returns>
    public Action Ban(string channel)
    {
        var ban = _bans[channel] = new Refusal(new Moment(world));
        world.Trace.Note("ban", 0, 0, $"{name} {channel}");
        return () => ban.Told = new Moment(world);
    }

    /// <summary>Gives it back.</summary>
    public void Allow(string channel)
    {
        if (IsBanned(channel))
        {
            world.Trace.Note("allow", 0, 0, $"{name} {channel}");
            _bans[channel] = new Refusal(new Moment(world)) { IsOn = false };
        }
    }

    /// <summary>A request of one of his pages arrives, as often as it does.</summary>
    public void Asked(string body) => Note(_asked, body);

    /// <summary>He tries a token that is not his.</summary>
    public void Tried(string body) => Note(_tried, body);

    /// <summary>Nobody is told that he asks too much for what somebody else asked. Who comes as nobody shares with all who are nobody.</summary>
    public void CheckLimit(Visit? visit, Answer? answer)
    {
        if (visit?.Account == this)
        {
            Check(answer, _asked);
        }
    }

    /// <summary>Whether he is told too soon that he tries too much: that would tell him how much the owner does.</summary>
    public void CheckTries(Answer? answer) => Check(answer, _tried);

    /// <summary>All that a body holds counts, but polls and acknowledgements.</summary>
    private void Note(Queue<long> times, string body)
    {
        var counted = body.Split("{\"channel\":").Length - 1; // those that an open brings along
        counted += body.Split("\"type\":").Skip(1).Count(intent => !intent.StartsWith("\"poll\"", StringComparison.Ordinal) && !intent.StartsWith("\"ack\"", StringComparison.Ordinal));
        for (; counted > 0; counted--)
        {
            times.Enqueue(world.Milliseconds);
        }

        while (times.TryPeek(out var first) && first < world.Milliseconds - RestMs)
        {
            times.Dequeue();
        }
    }

    private void Check(Answer? answer, Queue<long> times) =>
        world.Checker.Require(answer is not { Status: 429 } || times.Count >= UserStage.Burst, Promise.WrongSession, $"{name} sent {times.Count} requests and was told that it is too much");

    private sealed class Refusal(Moment changed)
    {
        public bool IsOn { get; init; } = true;

        public Moment Changed => changed;

        public Moment? Told { get; set; }
    }
}
