using Bridge.Messaging;
using Bridge.Stores;
using Bridge.TestKit.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Tests.Sessions;

/// <summary>What the application itself uses: publisher, reader, acknowledgements.</summary>
public sealed class ApplicationSideTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_snapshot_is_taken_before_the_state_so_that_nothing_falls_between()
    {
        await using var host = await TestHost.StartAsync();
        var reader = host.Services.GetRequiredService<IChannelReader>();
        await host.Publisher.PublishAsync("news", Payload.Json("1"), cancellationToken: Stop);

        var snapshot = await reader.SnapshotAsync("news", async cancellationToken =>
        {
            await host.Publisher.PublishAsync("news", Payload.Json("2"), cancellationToken: cancellationToken);
            return "the state, with or without 2";
        }, Stop);

        var after = await reader.ReadAsync("news", Since.After(snapshot.Position), cancellationToken: Stop);
        Assert.Equal("the state, with or without 2", snapshot.State);
        Assert.Equal(["2"], after.Messages.Select(Text));
        Assert.Equal(await reader.HeadAsync("news", Stop), after.Position);
    }

    [Fact]
    public async Task Reading_starts_where_it_is_told_and_leaves_out_what_is_not_for_everyone()
    {
        await using var host = await TestHost.StartAsync();
        var reader = host.Services.GetRequiredService<IChannelReader>();
        for (var n = 1; n <= 5; n++)
        {
            await host.Publisher.PublishAsync("news", Payload.Json($"{n}"), n == 4 ? Audience.Tagged("few") : null, cancellationToken: Stop);
        }

        Assert.Equal(["1", "2", "3", "5"], (await reader.ReadAsync("news", Since.Oldest, cancellationToken: Stop)).Messages.Select(Text));
        Assert.Equal(["3", "5"], (await reader.ReadAsync("news", Since.Last(3), cancellationToken: Stop)).Messages.Select(Text));
        Assert.Empty((await reader.ReadAsync("news", Since.Now, cancellationToken: Stop)).Messages);
        var two = await reader.ReadAsync("news", Since.Oldest, limit: 2, cancellationToken: Stop);
        Assert.Equal(2, two.Position.Offset);
        Assert.Equal(["3", "5"], (await reader.ReadAsync("news", Since.After(two.Position), cancellationToken: Stop)).Messages.Select(Text));
    }

    [Fact]
    public async Task Reading_from_a_lost_position_tells_the_gap()
    {
        await using var host = await TestHost.StartAsync();
        var reader = host.Services.GetRequiredService<IChannelReader>();
        var position = await host.Publisher.PublishAsync("news", Payload.Json("1"), cancellationToken: Stop);

        var ahead = await reader.ReadAsync("news", Since.After(position with { Offset = 9 }), cancellationToken: Stop);
        var foreign = await reader.ReadAsync("news", Since.After(new Position(new Epoch(1), 1)), cancellationToken: Stop);

        Assert.Equal((GapReason.Ahead, 0), (ahead.Gap!.Value.Reason, ahead.Gap.Value.Resume.Offset));
        Assert.Equal(GapReason.Epoch, foreign.Gap!.Value.Reason);
        Assert.Equal(["1"], foreign.Messages.Select(Text));
    }

    [Fact]
    public async Task An_undeclared_channel_is_refused_to_the_application_too_with_what_to_write()
    {
        await using var host = await TestHost.StartAsync();
        var reader = host.Services.GetRequiredService<IChannelReader>();

        foreach (var ask in new Func<Task>[]
        {
            async () => await host.Publisher.PublishAsync("undeclared", Payload.Json("1"), cancellationToken: Stop),
            async () => await reader.HeadAsync("undeclared", Stop),
            async () => await reader.ReadAsync("undeclared", Since.Now, cancellationToken: Stop),
            async () => await reader.SnapshotAsync("undeclared", _ => ValueTask.FromResult(1), Stop),
        })
        {
            var fault = await Assert.ThrowsAsync<BridgeException>(ask);
            Assert.Equal(Refusal.ChannelForbidden, fault.Refusal);
            Assert.Contains("AddBridge(o => o.Channels.Add(", fault.Message);
        }
    }

    [Fact]
    public async Task A_publisher_is_told_what_is_wrong_with_a_payload_or_a_key()
    {
        await using var host = await TestHost.StartAsync(options => options.Sessions.MaxPayloadBytes = 64);
        var publisher = host.Publisher;

        foreach (var (payload, refusal) in new[]
        {
            (Payload.Json("{"), Refusal.Json), (Payload.Json(""), Refusal.Json), (Payload.Json(new string('[', 33) + new string(']', 33)), Refusal.PayloadTooLarge),
            (Payload.Json("\"\\udc00\""), Refusal.Json), (new Payload(new byte[] { 0xFF }, PayloadKind.Text), Refusal.Json), (Payload.Binary(new byte[65]), Refusal.PayloadTooLarge),
        })
        {
            Assert.Equal(refusal, (await Assert.ThrowsAsync<BridgeException>(async () => await publisher.PublishAsync("news", payload, cancellationToken: Stop))).Refusal);
        }

        await Assert.ThrowsAsync<ArgumentException>(async () => await publisher.PublishAsync("news", Payload.Json("1"), null, "", Stop));
        await Assert.ThrowsAsync<ArgumentException>(async () => await publisher.PublishAsync("news", Payload.Json("1"), null, new string('k', 129), Stop));
        await Assert.ThrowsAsync<ArgumentException>(async () => await publisher.PublishAsync("news", Payload.Json("1"), null, "\u00e9", Stop));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await publisher.PublishAsync("news", Array.Empty<Payload>(), cancellationToken: Stop));
        Assert.Equal(0, (await host.Services.GetRequiredService<IChannelReader>().HeadAsync("news", Stop)).Offset);
    }

    [Fact]
    public async Task A_publisher_is_told_of_a_used_key_and_of_a_full_store()
    {
        await using var host = await TestHost.StartAsync(options => options.Retention = new Retention { StoreBytes = 1_024 });

        var position = await host.Publisher.PublishAsync("news", Payload.Json("1"), null, "k", Stop);
        Assert.Equal(position, await host.Publisher.PublishAsync("news", Payload.Json("1"), null, "k", Stop));
        var conflict = await Assert.ThrowsAsync<BridgeException>(async () => await host.Publisher.PublishAsync("news", Payload.Json("2"), null, "k", Stop));
        var full = await Assert.ThrowsAsync<BridgeException>(async () => await host.Publisher.PublishAsync("echo", Payload.Binary(new byte[2_000]), cancellationToken: Stop));

        Assert.Equal((Refusal.IdempotencyConflict, Refusal.StoreFull), (conflict.Refusal, full.Refusal));
    }

    [Fact]
    public async Task Who_has_acknowledged_how_far_is_listed_and_can_be_waited_for()
    {
        await using var host = await TestHost.StartAsync(options => options.Sessions.AckInterval = TimeSpan.FromMilliseconds(50));
        var acknowledgements = host.Services.GetRequiredService<IAcknowledgements>();
        var polls = new NativePolls(host);
        var bySession = (await polls.OpenAsync("news"))[0]!.Text("session");
        await using var socket = await NativeSocket.OpenAsync(host);
        var byeSocket = (await socket.AskAsync("{\"type\":\"open\",\"subscribe\":[{\"channel\":\"news\"}]}", "opened")).Text("session");
        await socket.NextAsync("subscribed");
        var position = await host.Publisher.PublishAsync("news", Payload.Json("1"), cancellationToken: Stop);

        Assert.False(await acknowledgements.WaitAsync("news", position, by => by.Count > 0, TimeSpan.Zero, Stop));
        var both = acknowledgements.WaitAsync("news", position, by => by.Count == 2, Patience.Limit, Stop).AsTask();
        await polls.PollAsync($"{{\"type\":\"poll\",\"positions\":{{\"news\":\"{position}\"}},\"wait\":0}}");
        Assert.False(both.IsCompleted);
        await socket.SendAsync($"{{\"type\":\"ack\",\"positions\":{{\"news\":\"{position}\"}}}}");

        Assert.True(await both);
        var standings = await acknowledgements.ListAsync("news", Stop);
        Assert.Equal(new[] { bySession, byeSocket }.Order(), standings.Select(standing => standing.Session.Value).Order());
        Assert.All(standings, standing => Assert.Equal(position, standing.Acked));
        Assert.Empty(await acknowledgements.ListAsync("echo", Stop));
    }

    [Fact]
    public async Task Waiting_for_acknowledgements_ends_when_it_is_given_up()
    {
        await using var host = await TestHost.StartAsync();
        var acknowledgements = host.Services.GetRequiredService<IAcknowledgements>();
        using var giveUp = new CancellationTokenSource();

        var waiting = acknowledgements.WaitAsync("news", new Position(new Epoch(1), 1), _ => false, TimeSpan.FromHours(1), giveUp.Token).AsTask();
        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private static string Text(Message message) => System.Text.Encoding.UTF8.GetString(message.Payload.Bytes.Span);
}
