using Bridge.Messaging;
using Bridge.TestKit.Hosting;

namespace Bridge.Tests.Transports.WebSockets;

/// <summary>A session on a socket, and its moves to and from requests.</summary>
public sealed class SessionSocketTests
{
    private static readonly byte[] Normal = [0x03, 0xE8];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_frame_may_hold_everything_and_all_of_it_is_answered_in_order()
    {
        await using var host = await TestHost.StartAsync();
        await using var socket = await NativeSocket.OpenAsync(host);

        await socket.SendAsync(
            """[{"type":"probe","pad":"p"},{"type":"open"},{"type":"subscribe","channel":"news"},{"type":"submit","id":1,"channel":"echo","data":1},{"type":"ack","positions":{}},{"type":"ping"},{"type":"unsubscribe","channel":"news"}]""");

        foreach (var type in new[] { "probed", "opened", "subscribed", "accepted", "pong", "unsubscribed" })
        {
            Assert.Equal(type, (await socket.NextAsync())!.Text("type"));
        }
    }

    [Fact]
    public async Task Subscribing_is_answered_before_the_channels_first_message_and_unsubscribing_ends_it()
    {
        await using var host = await TestHost.StartAsync();
        for (var n = 1; n <= 3; n++)
        {
            await host.Publisher.PublishAsync("news", Payload.Json($"{n}"), cancellationToken: Stop);
        }

        await using var socket = await NativeSocket.OpenAsync(host);
        await socket.AskAsync("{\"type\":\"open\"}", "opened");
        await socket.SendAsync("{\"type\":\"subscribe\",\"channel\":\"news\",\"since\":{\"last\":2}}");

        Assert.Equal("subscribed", (await socket.NextAsync())!.Text("type"));
        Assert.Equal("2", (await socket.NextAsync())!.Text("data"));
        Assert.Equal("3", (await socket.NextAsync())!.Text("data"));

        await socket.AskAsync("{\"type\":\"unsubscribe\",\"channel\":\"news\"}", "unsubscribed");
        await host.Publisher.PublishAsync("news", Payload.Json("4"), cancellationToken: Stop);
        await socket.SendAsync("{\"type\":\"ping\"}");
        Assert.Equal("pong", (await socket.NextAsync())!.Text("type"));
    }

    [Fact]
    public async Task A_poll_with_a_higher_attempt_takes_over_from_the_socket_and_back()
    {
        await using var host = await TestHost.StartAsync();
        await using var socket = await NativeSocket.OpenAsync(host);
        var opened = await socket.AskAsync("{\"type\":\"open\",\"page\":\"p\",\"subscribe\":[{\"channel\":\"news\"}]}", "opened");
        var polls = new NativePolls(host) { Token = opened.Text("token") };

        var parked = polls.PollAsync("{\"type\":\"poll\",\"page\":\"p\",\"attempt\":2}");
        Assert.Equal("superseded", (await socket.NextAsync("closed")).Text("code"));
        Assert.Equal((4409, "superseded"), await socket.NextCloseAsync());

        await using var newer = await NativeSocket.OpenAsync(host);
        await newer.AskAsync($"{{\"type\":\"open\",\"token\":\"{polls.Token}\",\"page\":\"p\",\"attempt\":3}}", "opened");
        Assert.Equal("superseded", Assert.Single(await parked)!.Text("code"));
        await host.Publisher.PublishAsync("news", Payload.Json("1"), cancellationToken: Stop);
        Assert.Equal("1", (await newer.NextAsync("message")).Text("data"));
    }

    [Fact]
    public async Task A_copy_of_the_page_is_turned_away_from_the_socket_and_the_first_one_stays()
    {
        await using var host = await TestHost.StartAsync();
        await using var first = await NativeSocket.OpenAsync(host);
        var token = (await first.AskAsync("{\"type\":\"open\",\"page\":\"mine\"}", "opened")).Text("token");
        await using var copy = await NativeSocket.OpenAsync(host);

        await copy.SendAsync($"{{\"type\":\"open\",\"token\":\"{token}\",\"page\":\"copy\",\"attempt\":9}}");

        Assert.Equal("reopen", (await copy.NextAsync("closed")).Text("advice"));
        Assert.Equal((4405, "page_copy"), await copy.NextCloseAsync());
        await first.AskAsync("{\"type\":\"ping\"}", "pong");
    }

    [Fact]
    public async Task A_client_that_closes_its_socket_is_answered_and_its_session_lives_on()
    {
        await using var host = await TestHost.StartAsync();
        await using var socket = await RawSocket.OpenAsync(host, "/bridge/ws");
        await socket.SendAsync("{\"type\":\"open\"}");
        var token = System.Text.Json.Nodes.JsonNode.Parse((await socket.NextAsync()).Text)![0]!.Text("token");

        await socket.SendAsync(RawSocket.Close, Normal);

        Assert.Equal(1000, (await socket.NextCloseAsync()).Code);
        Assert.True(await socket.Connection.IsClosedByServerAsync());
        Assert.Empty(await new NativePolls(host) { Token = token }.PollAsync("{\"type\":\"poll\",\"wait\":0}"));
        Assert.Empty(host.Logs.Errors);
    }

    [Fact]
    public async Task A_socket_on_which_nothing_is_opened_is_closed_when_it_falls_silent()
    {
        await using var host = await TestHost.StartAsync(options => options.Sessions.SilenceLimit = TimeSpan.FromMilliseconds(300));
        await using var silent = await NativeSocket.OpenAsync(host);
        await using var probing = await NativeSocket.OpenAsync(host);
        await probing.AskAsync("{\"type\":\"probe\",\"pad\":\"x\"}", "probed");

        Assert.Equal((4408, "no_progress"), await silent.NextCloseAsync());
        Assert.Equal((4408, "no_progress"), await probing.NextCloseAsync());
    }

    [Fact]
    public async Task An_open_socket_is_pinged_and_closed_when_its_client_never_answers()
    {
        await using var host = await TestHost.StartAsync(options =>
        {
            options.Sessions.PingInterval = TimeSpan.FromMilliseconds(100);
            options.Sessions.SilenceLimit = TimeSpan.FromMilliseconds(500);
        });
        await using var socket = await NativeSocket.OpenAsync(host);
        await socket.AskAsync("{\"type\":\"open\"}", "opened");

        await socket.NextAsync("ping");
        Assert.Equal(("no_progress", "resume"), (await socket.NextAsync("closed")) is var closed ? (closed.Text("code"), closed.Text("advice")) : default);
        Assert.Equal((4408, "no_progress"), await socket.NextCloseAsync());
    }

    [Fact]
    public async Task A_full_window_holds_messages_back_until_they_are_acknowledged()
    {
        await using var host = await TestHost.StartAsync(options => options.Sessions.WindowMessages = 2);
        await using var socket = await NativeSocket.OpenAsync(host);
        await socket.AskAsync("{\"type\":\"open\",\"subscribe\":[{\"channel\":\"news\"}]}", "subscribed");
        var positions = new List<Position>();
        for (var n = 1; n <= 4; n++)
        {
            positions.Add(await host.Publisher.PublishAsync("news", Payload.Json($"{n}"), cancellationToken: Stop));
        }

        Assert.Equal("1", (await socket.NextAsync("message")).Text("data"));
        Assert.Equal("2", (await socket.NextAsync("message")).Text("data"));
        await socket.SendAsync("{\"type\":\"ping\"}");
        Assert.Equal("pong", (await socket.NextAsync())!.Text("type"));
        await socket.SendAsync($"{{\"type\":\"ack\",\"positions\":{{\"news\":\"{positions[0]}\"}}}}");
        Assert.Equal("3", (await socket.NextAsync("message")).Text("data"));
        await socket.SendAsync($"{{\"type\":\"ack\",\"positions\":{{\"news\":\"{positions[2]}\"}}}}");
        Assert.Equal("4", (await socket.NextAsync("message")).Text("data"));
    }

    [Fact]
    public async Task A_client_that_never_acknowledges_is_closed_for_want_of_progress()
    {
        await using var host = await TestHost.StartAsync(options =>
        {
            options.Sessions.WindowMessages = 1;
            options.Sessions.NoProgressLimit = TimeSpan.FromMilliseconds(200);
        });
        await using var socket = await NativeSocket.OpenAsync(host);
        await socket.AskAsync("{\"type\":\"open\",\"subscribe\":[{\"channel\":\"news\"}]}", "subscribed");

        await host.Publisher.PublishAsync("news", Payload.Json("1"), cancellationToken: Stop);
        await host.Publisher.PublishAsync("news", Payload.Json("2"), cancellationToken: Stop);

        Assert.Equal("1", (await socket.NextAsync("message")).Text("data"));
        Assert.Equal((4408, "no_progress"), await socket.NextCloseAsync());
    }

    [Fact]
    public async Task When_the_server_stops_a_socket_is_told_to_resume()
    {
        var host = await TestHost.StartAsync();
        await using var socket = await NativeSocket.OpenAsync(host);
        await socket.AskAsync("{\"type\":\"open\"}", "opened");

        var stopping = host.DisposeAsync();

        Assert.Equal("resume", (await socket.NextAsync("closed")).Text("advice"));
        Assert.Equal((1012, "restarting"), await socket.NextCloseAsync());
        await socket.Socket.CloseOutputAsync(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, null, Stop);
        await stopping;
    }

    [Fact]
    public async Task Closing_the_session_on_its_socket_ends_it_for_good()
    {
        await using var host = await TestHost.StartAsync();
        await using var socket = await NativeSocket.OpenAsync(host);
        var token = (await socket.AskAsync("{\"type\":\"open\"}", "opened")).Text("token");

        Assert.Equal("closed", (await socket.AskAsync("{\"type\":\"close\"}", "closed")).Text("code"));

        Assert.Equal((1000, "closed"), await socket.NextCloseAsync());
        Assert.Equal((404, "session_unknown"), await new NativePolls(host) { Token = token }.FaultAsync("/bridge/poll", "{\"type\":\"poll\"}"));
    }

    [Fact]
    public async Task An_unopened_socket_does_not_hold_up_the_servers_stop()
    {
        var host = await TestHost.StartAsync();
        await using var socket = await NativeSocket.OpenAsync(host);
        await socket.AskAsync("{\"type\":\"probe\"}", "probed");

        var stopping = host.DisposeAsync();

        Assert.Equal((1012, "restarting"), await socket.NextCloseAsync());
        await socket.Socket.CloseOutputAsync(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, null, Stop);
        await stopping;
    }
}
