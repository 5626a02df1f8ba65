using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Bridge.Messaging;
using Bridge.TestKit;
using Bridge.TestKit.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Bridge.Conformance.Identity;

/// <summary>One random interleaving. Every payload names whose it is; whatever a user is sent is looked through for the other's.</summary>
internal sealed class TwoUsersRun(UserSite site, SeededRandom random) : IAsyncDisposable
{
    private static readonly string[] Users = ["alice", "bob"];
    private static readonly string[] Channels = ["mine", "all"];

    private readonly Dictionary<string, List<string>> _tokens = Users.ToDictionary(user => user, _ => new List<string>());
    private readonly Dictionary<string, List<string>> _revoked = Users.ToDictionary(user => user, _ => new List<string>());
    private readonly Dictionary<string, List<string>> _published = Users.SelectMany(user => Channels.Select(channel => $"{channel}:{user}")).ToDictionary(place => place, _ => new List<string>());
    private int _count;

    public async Task GoAsync(int steps)
    {
        foreach (var user in Users)
        {
            await OpenAsync(user);
        }

        Func<string, Task>[] operations =
        [
            OpenAsync, PublishAsync, PublishAsync, PollAsync, PollAsync, SocketAsync, PlainPollAsync, PlainSocketAsync, TicketAsync,
            StealAsync, StealAsync, StealSocketAsync, IntrudeAsync, BanAsync, RevokeAsync,
        ];
        for (var step = 0; step < steps; step++)
        {
            await random.Pick(operations)(random.Pick(Users));
        }

        foreach (var user in Users)
        {
            await ReadAllAsync(user);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private TestHost Host() => random.Pick(site.Hosts);

    private static string Other(string user) => user == Users[0] ? Users[1] : Users[0];

    private NativePolls Polls(string? user, string? token)
    {
        var polls = new NativePolls(Host()) { Token = token };
        if (user is not null)
        {
            polls.Headers.Add(("X-User", user));
        }

        return polls;
    }

    private async Task<string> TokenAsync(string user)
    {
        if (_tokens[user].Count == 0)
        {
            await OpenAsync(user);
        }

        return random.Pick(_tokens[user]);
    }

    private async Task OpenAsync(string user)
    {
        var polls = Polls(user, null);
        var (status, text) = await PostAsync(polls, user, "/bridge/poll", $$$"""[{"type":"open","subscribe":[{"channel":"mine:{{{user}}}","since":"oldest"},{"channel":"all","since":"oldest"}]}]""");
        Assert.Equal(200, status);
        _tokens[user].Add(JsonNode.Parse(text)![0]!.Text("token")!);
    }

    private async Task PublishAsync(string user)
    {
        var canary = $"canary-{user}-{++_count}";
        var channel = random.Pick(Channels);
        var payload = Payload.Json($"\"{canary}\"");
        _ = channel == "mine"
            ? await Host().Publisher.PublishAsync($"mine:{user}", payload)
            : await Host().Publisher.PublishAsync("all", payload, Audience.User(user));
        _published[$"{channel}:{user}"].Add(canary);
    }

    private async Task PollAsync(string user)
    {
        var polls = Polls(user, await TokenAsync(user));
        var (status, _) = await PostAsync(polls, user, random.Pick(["/bridge/poll", "/bridge/send"]), random.Pick(["""[{"type":"poll","wait":0}]""", """[{"type":"ping"}]""", """[{"type":"subscribe","channel":"all"}]"""]));
        Assert.True(status is 200 or 400, $"{status}"); // a poll on /send
    }

    /// <summary>Every operation with the other's token, as oneself or nobody: the answer is that to a token which never was.</summary>
    private async Task StealAsync(string user)
    {
        var stolen = random.OneIn(3) && _revoked[Other(user)].Count > 0 ? random.Pick(_revoked[Other(user)]) : await TokenAsync(Other(user));
        var thief = random.OneIn(3) ? null : user;
        var (path, body) = random.Below(7) switch
        {
            0 => ("/bridge/poll", """[{"type":"poll","wait":0}]"""),
            1 => ("/bridge/poll", """[{"type":"open"}]"""),
            2 => ("/bridge/send", """[{"type":"ack","positions":{}}]"""),
            3 => ("/bridge/send", """[{"type":"subscribe","channel":"all"}]"""),
            4 => ("/bridge/send", """[{"type":"unsubscribe","channel":"all"}]"""),
            5 => ("/bridge/send", """[{"type":"submit","id":1,"channel":"all","data":1}]"""),
            _ => ("/bridge/send", """[{"type":"close"}]"""),
        };
        Assert.Equal(await PostAsync(Polls(thief, "a-token-that-never-was"), thief, path, body), await PostAsync(Polls(thief, stolen), thief, path, body));
    }

    private async Task StealSocketAsync(string user)
    {
        await using var socket = await NativeSocket.OpenAsync(Host(), options => options.SetRequestHeader("X-User", user));
        await socket.SendAsync($$"""{"type":"open","token":"{{await TokenAsync(Other(user))}}"}""");
        Assert.Equal((4404, "session_unknown"), await socket.NextCloseAsync());
    }

    /// <summary>The other's channel, by every door.</summary>
    private async Task IntrudeAsync(string user)
    {
        var theirs = $"mine:{Other(user)}";
        var polls = Polls(user, await TokenAsync(user));
        Assert.Contains("channel_forbidden", (await PostAsync(polls, user, "/bridge/send", $$"""[{"type":"subscribe","channel":"{{theirs}}","since":"oldest"}]""")).Text);
        Assert.Equal((403, "channel_forbidden"), await GetAsync(user, theirs));
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("X-User", user);
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(Host().Socket($"/live/{theirs}?after=oldest"), Patience.Token));
    }

    private async Task SocketAsync(string user)
    {
        var host = Host();
        var token = await TokenAsync(user);
        await using var socket = await NativeSocket.OpenAsync(host, options => options.SetRequestHeader("X-User", user));
        await ReadAsync(socket, user, token);
    }

    /// <summary>A ticket stands for its owner once; then it is worth nothing to anybody.</summary>
    private async Task TicketAsync(string user)
    {
        var token = await TokenAsync(user);
        var (status, text) = await PostAsync(Polls(user, null), user, "/bridge/ticket", "");
        var ticket = JsonNode.Parse(text)!;
        if (status == 200)
        {
            var offer = $"bridge.ticket.{ticket[0]!.Text("ticket")}";
            await using (var socket = await OpenAsync(offer))
            {
                if (socket is null)
                {
                    return; // he was signed out a moment ago
                }

                await ReadAsync(socket, user, token);
            }

            Assert.Null(await OpenAsync(offer));
        }

        async Task<NativeSocket?> OpenAsync(string offer)
        {
            try
            {
                return await NativeSocket.OpenAsync(Host(), options => options.AddSubProtocol(offer));
            }
            catch (WebSocketException)
            {
                return null;
            }
        }
    }

    /// <summary>Resumes on a socket and reads until something new comes.</summary>
    private async Task ReadAsync(NativeSocket socket, string user, string token)
    {
        await socket.SendAsync($$"""{"type":"open","token":"{{token}}","subscribe":[{"channel":"mine:{{user}}"}]}""");
        await socket.NextAsync("subscribed");
        await PublishToAsync(user);
        for (var last = ""; last != _published[$"mine:{user}"][^1];)
        {
            var envelope = await socket.NextAsync() ?? throw new InvalidOperationException($"closed with {socket.Socket.CloseStatusDescription}");
            Look(envelope.ToJsonString(), user);
            last = envelope.Text("type") == "message" ? envelope.Text("data") : last;
        }
    }

    private async Task PublishToAsync(string user)
    {
        var canary = $"canary-{user}-{++_count}";
        await Host().Publisher.PublishAsync($"mine:{user}", Payload.Json($"\"{canary}\""));
        _published[$"mine:{user}"].Add(canary);
    }

    private async Task PlainPollAsync(string user)
    {
        Assert.Equal(200, (await GetAsync(user, $"mine:{user}")).Status);
        Assert.Equal(200, (await GetAsync(user, "all")).Status);
    }

    private async Task PlainSocketAsync(string user)
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("X-User", user);
        await socket.ConnectAsync(Host().Socket("/live/all"), Patience.Token);
        await PublishOnAllAsync(Other(user));
        await PublishOnAllAsync(user);
        var buffer = new byte[1_000];
        var received = await socket.ReceiveAsync(buffer.AsMemory(), Patience.Token);
        Assert.Equal($"\"{_published[$"all:{user}"][^1]}\"", System.Text.Encoding.UTF8.GetString(buffer, 0, received.Count)); // the other's came first and is passed over
    }

    private async Task PublishOnAllAsync(string user)
    {
        var canary = $"canary-{user}-{++_count}";
        await Host().Publisher.PublishAsync("all", Payload.Json($"\"{canary}\""), Audience.User(user));
        _published[$"all:{user}"].Add(canary);
    }

    /// <summary>Loses his right to the channel for all while he reads it on both nodes, and gets it back.</summary>
    private async Task BanAsync(string user)
    {
        await using var witnesses = await WitnessAsync(user);
        site.Ban(user, true);
        await Host().Services.GetRequiredService<ISessionControl>().RecheckAsync(user);
        await witnesses.UntilClosedAsync(4406, "renew");
        await PublishOnAllAsync(user);
        var secret = _published[$"all:{user}"][^1];
        foreach (var token in _tokens[user])
        {
            var (_, text) = await PostAsync(Polls(user, token), user, "/bridge/poll", """[{"type":"open"},{"type":"poll","wait":0}]""");
            Assert.DoesNotContain(secret, text);
        }

        Assert.Equal((403, "channel_forbidden"), await GetAsync(user, "all"));
        site.Ban(user, false);
    }

    /// <summary>Is signed out everywhere: sockets on both nodes end, and none of his tokens is worth anything any more.</summary>
    private async Task RevokeAsync(string user)
    {
        await using var witnesses = await WitnessAsync(user);
        await Host().Services.GetRequiredService<ISessionControl>().EndAsync(user);
        await witnesses.UntilClosedAsync(4499, "revoked");
        _revoked[user].AddRange(_tokens[user]);
        _tokens[user].Clear();
        foreach (var token in _revoked[user])
        {
            Assert.Equal(404, (await PostAsync(Polls(user, token), user, "/bridge/poll", """[{"type":"poll","wait":0}]""")).Status);
        }
    }

    private async Task<UserWitnesses> WitnessAsync(string user)
    {
        var sockets = new List<NativeSocket>();
        foreach (var host in site.Hosts)
        {
            var socket = await NativeSocket.OpenAsync(host, options => options.SetRequestHeader("X-User", user));
            await socket.SendAsync("""{"type":"open","subscribe":[{"channel":"all"}]}""");
            await socket.NextAsync("subscribed");
            sockets.Add(socket);
        }

        return new UserWitnesses(sockets);
    }

    /// <summary>Nothing of his own is missing, and all of it is in order.</summary>
    private async Task ReadAllAsync(string user)
    {
        foreach (var (channel, place) in ((string, string)[])[($"mine:{user}", $"mine:{user}"), ("all", $"all:{user}")])
        {
            var got = new List<string>();
            for (var after = "oldest"; ;)
            {
                var page = JsonNode.Parse((await GetAsync(user, channel, after)).Text)!;
                var messages = page["messages"]!.AsArray();
                got.AddRange(messages.Select(message => message!["data"]!.ToString()));
                after = page.Text("cursor")!;
                if (messages.Count == 0)
                {
                    break;
                }
            }

            Assert.Equal(_published[place], got);
        }
    }

    private async Task<(int Status, string Text)> GetAsync(string user, string channel, string after = "oldest")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/bridge/channels/{channel}/messages?after={after}&wait=0s") { Headers = { { "X-User", user } } };
        using var response = await Host().Http.SendAsync(request, Patience.Token);
        var text = await response.Content.ReadAsStringAsync(Patience.Token);
        Look(text + response.Headers, user);
        return ((int)response.StatusCode, response.IsSuccessStatusCode ? text : JsonNode.Parse(text)!.Text("error")!);
    }

    private async Task<(int Status, string Text)> PostAsync(NativePolls polls, string? user, string path, string body)
    {
        using var response = await polls.PostAsync(path, body);
        var text = await response.Content.ReadAsStringAsync(Patience.Token);
        Look(text + response.Headers, user);
        return ((int)response.StatusCode, text);
    }

    private void Look(string text, string? user)
    {
        foreach (var other in Users.Where(other => other != user))
        {
            Assert.DoesNotContain($"canary-{other}-", text);
            Assert.All(_tokens[other].Concat(_revoked[other]), token => Assert.DoesNotContain(token, text));
        }
    }
}
