using System.Text;
using Bridge.Simulation.Checking;
using Bridge.Simulation.Clients;
using Bridge.Simulation.Worlds;

namespace Bridge.Simulation.Users;

/// <summary>Reads every byte that leaves a node, and knows for whom: nothing of the other user's, and nothing of one's own when one was signed out, has run out or is refused.</summary>
internal sealed class UserWatch(World world, IReadOnlyList<Account> accounts)
{
    /// <summary>How long an order takes to be heard where its hint got lost, and a little for what it does.</summary>
    private const int OrderMs = 1_500 + 150;

    /// <summary>Clocks differ by fifty milliseconds, two turns of the wheel are a hundred, and the call to the store under way may bring what it was sent for.</summary>
    private const int ExpiryMs = 200;

    /// <summary>What a payload of a user's says, so that it is known wherever it turns up.</summary>
    public static string MarkOf(string user, string channel) => $"canary-{user}-{PlaceOf(channel)}";

    /// <summary>Something leaves.</summary>
    public void Left(Visit visit, ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        foreach (var other in accounts)
        {
            if (other != visit.Account)
            {
                CheckForeign(visit, other, text);
            }
        }

        if (visit.Login is { } login && text.Contains("canary-", StringComparison.Ordinal))
        {
            CheckOwn(login, text);
        }
        else if (visit.Login is null)
        {
            Require(!text.Contains("canary-", StringComparison.Ordinal), visit, $"was sent {text}");
        }
    }

    private void CheckForeign(Visit visit, Account other, string text)
    {
        Require(!text.Contains($"canary-{other.Name}-", StringComparison.Ordinal), visit, $"was sent {other.Name}'s payload: {text}");
        Require(!other.Tokens.Exists(token => text.Contains(token, StringComparison.Ordinal)), visit, $"was sent a token of {other.Name}'s: {text}");
        if (text.Contains(other.Mine, StringComparison.Ordinal))
        {
            var envelopes = Env.ReadAll(Encoding.UTF8.GetBytes(text)) ?? [];
            Require(envelopes.TrueForAll(env => env.Channel != other.Mine || (env.Type is "refused" or "unsubscribed" && env.Position is null)), visit, $"was told of {other.Name}'s channel: {text}");
        }
    }

    private void CheckOwn(Login login, string text)
    {
        var account = login.Account;
        world.Checker.Require(login.Ended?.IsPast(OrderMs) != true, Promise.Foreign, $"{account.Name} was signed out {login.Ended?.Age:F0} ms ago and is sent {text}");
        world.Checker.Require(login.Lapsed?.IsPast(ExpiryMs) != true, Promise.Foreign, $"what {account.Name} shows ran out {login.Lapsed?.Age:F0} ms ago, and he is sent {text}");
        foreach (var channel in account.Channels)
        {
            if (account.RefusedSince(channel) is { } told && text.Contains($"-{PlaceOf(channel)}\"", StringComparison.Ordinal))
            {
                world.Checker.Require(!told.IsPast(OrderMs), Promise.Foreign, $"{account.Name} lost {channel} {told.Age:F0} ms ago and is sent {text}");
            }
        }
    }

    private void Require(bool holds, Visit visit, string what) => world.Checker.Require(holds, Promise.Foreign, $"{visit.Account?.Name ?? "nobody"} {what}");

    private static string PlaceOf(string channel) => channel == UserStage.Shared ? "shared" : "mine";
}
