using Bridge.Forwarding;
using Bridge.TestKit;
using Bridge.TestKit.Hosting;
using Bridge.TestKit.Hosts;

namespace Bridge.Tests.Forwarding;

/// <summary>How long nothing may happen.</summary>
public sealed class SilenceTests
{
    [Fact]
    public async Task A_backend_that_thinks_too_long_is_let_go_and_the_client_told()
    {
        var time = new ManualTime();
        using var backend = new RawBackend();
        await using var site = await Site.StartAsync(backend.Address, time: time);
        var asking = site.Http.PostAsync("/", new StringContent("body"), Patience.Token);
        await using var connection = await backend.AcceptAsync();
        await connection.ReadHeadAsync();
        await connection.ReadAsync(4);

        await Eventually.HoldsAsync(() => time.UntilNextTimer <= new ForwardingOptions().ResponseTimeout, "the body has passed and the answer is waited for");
        time.Advance(TimeSpan.FromSeconds(99));
        Assert.False(asking.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(2));

        using var response = await asking;
        Assert.Equal((504, "backend_timeout"), await response.FaultAsync());
        Assert.True(await connection.IsClosedByServerAsync());
    }

    [Fact]
    public async Task A_body_that_stands_still_too_long_is_cut()
    {
        var time = new ManualTime();
        using var backend = new RawBackend();
        await using var site = await Site.StartAsync(backend.Address, time: time);
        await using var client = await RawConnection.OpenAsync(site.Address);
        await client.SayAsync($"GET / HTTP/1.1\nHost: {site.Address.Authority}\n\n");
        var (connection, _) = await backend.AnswerAsync("HTTP/1.1 200 OK\nContent-Length: 100\n\nbegun");
        await using var keeping = connection;
        await client.ReadHeadAsync();
        await client.ReadAsync(5);

        time.Advance(TimeSpan.FromMinutes(6));
        await connection.SayAsync("more.");
        await client.ReadAsync(5);
        time.Advance(TimeSpan.FromMinutes(6)); // what moved in between counts
        await connection.SayAsync("more.");
        await client.ReadAsync(5);
        time.Advance(TimeSpan.FromMinutes(16));

        Assert.Equal("", (await client.ReadToEndAsync()).Text);
        Assert.True(await connection.IsClosedByServerAsync());
    }

    [Fact]
    public async Task An_upgraded_connection_may_be_silent_for_ever()
    {
        var time = new ManualTime();
        using var backend = new RawBackend();
        await using var site = await Site.StartAsync(backend.Address, time: time);
        await using var client = await RawConnection.OpenAsync(site.Address);
        await client.SayAsync($"GET / HTTP/1.1\nHost: {site.Address.Authority}\nConnection: Upgrade\nUpgrade: echo\n\n");
        var (connection, _) = await backend.AnswerAsync("HTTP/1.1 101 Switching Protocols\nConnection: Upgrade\nUpgrade: echo\n\n");
        await using var keeping = connection;
        await client.ReadHeadAsync();

        time.Advance(TimeSpan.FromDays(30));
        await connection.SayAsync("still");

        Assert.Equal("still"u8.ToArray(), await client.ReadAsync(5));
    }
}
