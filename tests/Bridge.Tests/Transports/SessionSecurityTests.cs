using System.Security.Claims;
using Bridge.Messaging;
using Bridge.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;

namespace Bridge.Tests.Transports;

/// <summary>Who gets into a session: its owner with its token, and nobody else.</summary>
public sealed class SessionSecurityTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Guesses() => new(
        "x", "__proto__", "constructor", "../../etc/passwd", "null", "[object Object]", new string('a', 43), new string('a', 128), new string('a', 129), new string('a', 10_000),
        "%00", "a b", "' OR 1=1 --", "{\"a\":1}");

    [Theory]
    [MemberData(nameof(Guesses))]
    public async Task A_guessed_token_is_session_unknown(string guess)
    {
        await using var host = await TestHost.StartAsync();
        var polls = new NativePolls(host) { Token = guess };
        foreach (var body in new[] { "{\"type\":\"poll\"}", "{\"type\":\"open\"}", "{\"type\":\"ack\",\"positions\":{}}", "{\"type\":\"close\"}", "{\"type\":\"subscribe\",\"channel\":\"news\"}" })
        {
            Assert.Equal((404, "session_unknown"), await polls.FaultAsync("/bridge/poll", body));
        }

        Assert.DoesNotContain(host.Logs.Lines, line => guess.Length > 30 && line.Contains(guess));
    }

    [Fact]
    public async Task A_token_cut_short_or_in_other_letters_is_session_unknown()
    {
        await using var host = await TestHost.StartAsync();
        var polls = new NativePolls(host);
        await polls.OpenAsync("news");
        var token = polls.Token!;
        foreach (var wrong in new[] { token[..^1], token[1..], token + "=", token.ToUpperInvariant(), token.ToLowerInvariant() })
        {
            polls.Token = wrong;
            Assert.Equal((404, "session_unknown"), await polls.FaultAsync("/bridge/poll", "{\"type\":\"poll\"}"));
        }
    }

    [Fact]
    public async Task A_client_can_not_choose_the_token_of_a_new_session()
    {
        await using var host = await TestHost.StartAsync();

        Assert.Equal((404, "session_unknown"), await new NativePolls(host).FaultAsync("/bridge/poll", "{\"type\":\"open\",\"token\":\"chosen-by-the-client\"}"));

        await using var socket = await NativeSocket.OpenAsync(host);
        await socket.SendAsync("{\"type\":\"open\",\"token\":\"chosen-by-the-client\"}");
        Assert.Equal((4404, "session_unknown"), await socket.NextCloseAsync());
    }

    [Theory]
    [InlineData("{\"type\":\"poll\"}")]
    [InlineData("{\"type\":\"open\"}")]
    [InlineData("{\"type\":\"close\"}")]
    [InlineData("{\"type\":\"ack\",\"positions\":{\"news\":\"aaaaaaaa-1\"}}")]
    [InlineData("{\"type\":\"submit\",\"id\":1,\"channel\":\"news\",\"data\":1}")]
    [InlineData("{\"type\":\"unsubscribe\",\"channel\":\"news\"}")]
    public async Task Another_users_token_looks_exactly_like_an_unknown_one(string body)
    {
        await using var host = await StartWithUsersAsync();
        var alice = As(host, "alice");
        await alice.OpenAsync("news");
        var unknown = As(host, "bob");
        unknown.Token = "nobody";
        foreach (var name in new[] { "bob", null })
        {
            var thief = As(host, name);
            thief.Token = alice.Token;
            using var stolen = await thief.PostAsync("/bridge/poll", body);
            using var guessed = await unknown.PostAsync("/bridge/poll", body);

            Assert.Equal(guessed.StatusCode, stolen.StatusCode);
            Assert.Equal(404, (int)stolen.StatusCode);
            Assert.Equal(await guessed.Content.ReadAsStringAsync(Stop), await stolen.Content.ReadAsStringAsync(Stop));
            Assert.Equal(
                guessed.Headers.Select(header => header.Key).Order(), stolen.Headers.Select(header => header.Key).Order());
        }

        await host.Publisher.PublishAsync("news", Payload.Json("1"), cancellationToken: Stop);
        Assert.Equal("message", (await alice.PollAsync("{\"type\":\"poll\"}")).Types()); // her session is as it was
    }

    [Fact]
    public async Task Another_users_token_is_unknown_on_a_socket_too()
    {
        await using var host = await StartWithUsersAsync();
        var alice = As(host, "alice");
        await alice.OpenAsync("news");
        await using var socket = await NativeSocket.OpenAsync(host, options => options.SetRequestHeader("X-User", "bob"));

        await socket.SendAsync($"{{\"type\":\"open\",\"token\":\"{alice.Token}\"}}");

        Assert.Equal((4404, "session_unknown"), await socket.NextCloseAsync());
        Assert.Empty(await alice.PollAsync("{\"type\":\"poll\",\"attempt\":2,\"wait\":0}"));
    }

    [Fact]
    public async Task A_message_for_one_user_reaches_that_users_sessions_only()
    {
        await using var host = await StartWithUsersAsync();
        var (alice, bob) = (As(host, "alice"), As(host, "bob"));
        await alice.OpenAsync("news");
        await bob.OpenAsync("news");

        await host.Publisher.PublishAsync("news", Payload.Json("\"for alice\""), Audience.User("alice"), cancellationToken: Stop);

        Assert.Equal("message", (await alice.PollAsync("{\"type\":\"poll\"}")).Types());
        Assert.Equal("position", (await bob.PollAsync("{\"type\":\"poll\",\"wait\":0}")).Types());
    }

    [Fact]
    public async Task Neither_token_nor_payload_is_ever_logged()
    {
        await using var host = await StartWithUsersAsync();
        var alice = As(host, "alice");
        await alice.OpenAsync("news", "echo");
        await alice.SendAsync("[{\"type\":\"submit\",\"id\":1,\"channel\":\"echo\",\"data\":\"canary-payload\"},{\"type\":\"submit\",\"id\":2,\"channel\":\"news\",\"data\":\"canary-payload\"}]");
        await alice.FaultAsync("/bridge/poll", "{\"type\":\"canary-payload\"}");
        await alice.PollAsync("{\"type\":\"close\"}");

        Assert.NotEmpty(host.Logs.Lines);
        Assert.DoesNotContain(host.Logs.Lines, line => line.Contains("canary") || line.Contains(alice.Token!));
    }

    private static NativePolls As(TestHost host, string? user)
    {
        var polls = new NativePolls(host);
        if (user is not null)
        {
            polls.Headers.Add(("X-User", user));
        }

        return polls;
    }

    /// <summary>Signs in whom a header names.</summary>
    private static Task<TestHost> StartWithUsersAsync() => TestHost.StartAsync(map: app =>
    {
        app.Use((context, next) =>
        {
            if (context.Request.Headers["X-User"] is [{ } name])
            {
                context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, name)], "test"));
            }

            return next(context);
        });
        app.UseRouting();
        app.MapBridge();
    });
}
