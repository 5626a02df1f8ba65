using Bridge.Simulation.Checking;
using Bridge.Simulation.Clients;

namespace Bridge.Simulation.Users;

/// <summary>What the page is told, on whichever transport: each word must have its reason in what this user did.</summary>
internal sealed partial class UserPage
{
    private void Take(Visit visit, Env env)
    {
        _world.Trace.Note(env.Type, Number, env.Item, $"{env.Channel} {env.Position} {env.Code}");
        switch (env.Type)
        {
            case "opened":
                Opened(visit, env);
                break;
            case "subscribed" when _places[env.Channel!].IsWanted:
                _places[env.Channel!].IsOn = true;
                _places[env.Channel!].IsRefused = false;
                _places[env.Channel!].At ??= env.Position;
                break;
            case "refused" when env.Channel is { } channel && env.Code == "channel_forbidden":
                Require(visit.Account is null || Account.WasBanned(channel), $"was refused {channel}");
                _places[channel].IsOn = false;
                _places[channel].IsRefused = true;
                break;
            case "message" when _places[env.Channel!] is { IsOn: true } place:
                if (place.At is not { } at || at.IsBefore(env.Position!.Value))
                {
                    place.At = env.Position;
                    Require(place.Handled.Add(env.Item), $"handled {env.Item} twice");
                }

                break;
            case "position" when _places[env.Channel!] is { IsOn: true } place && (place.At is not { } reached || reached.IsBefore(env.Position!.Value)):
                place.At = env.Position;
                break;
            case "gap":
                Require(false, $"was told a gap in {env.Channel}: {env.Reason}");
                break;
        }
    }

    private void Opened(Visit visit, Env env)
    {
        if (env.Token is { } token)
        {
            visit.Account?.Tokens.Add(token); // else the session is nobody's, and so for everybody who is nobody
            (_token, _session) = (token, env.Session!);
        }

        _attempt = Math.Max(_attempt, env.Attempt);
        _isOpen = true;
    }

    /// <summary>The connection is over; what to do follows from the word.</summary>
    private void Over(Visit? visit, string? code)
    {
        _world.Trace.Note("page is told", Number, _attempt, code);
        switch (code)
        {
            case "revoked":
                Require(Account.MayBeRevoked(visit), "was told that he was signed out");
                Forget();
                break;
            case "session_unknown" or "closed":
                Forget(); // that it is so the store's truth has judged
                break;
            case "superseded":
                _attempt += 3;
                break;
            case "page_copy":
                Require(false, "was told that another page has its session");
                break;
        }

        if (visit is { Account: null })
        {
            Forget(); // what he showed ran out on the way: the session is nobody's
        }

        Later(Begin);
    }

    private void Require(bool holds, string what) => _world.Checker.Require(holds, Promise.WrongSession, $"page {Number} of {Account.Name} {what}");
}
