using System.Net.WebSockets;
using Bridge.Messaging;
using Bridge.TestKit.Hosting;

namespace Bridge.Tests.Diagnostics;

public sealed class MetricsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_that_goes_on_over_a_socket_and_back_is_counted_with_the_cause()
    {
        await using var host = await TestHost.StartAsync();
        using var measured = new Measurements(host);
        var polls = new NativePolls(host);
        await polls.OpenAsync("news");
        await polls.PollAsync("""{"type":"poll","wait":0}""");
        await using (var socket = await NativeSocket.OpenAsync(host))
        {
            await socket.AskAsync($$"""{"type":"open","token":"{{polls.Token}}"}""", "opened");
            await polls.PollAsync("""{"type":"poll","wait":0}""");
            await socket.NextCloseAsync();
        }

        Assert.Equal(["1 long_polling websocket answered", "1 websocket long_polling taken_over"], measured.Of("bridge.transport.switches"));
        await host.StopAsync();
        Assert.Contains("1 websocket 4409", measured.Of("bridge.connections.closed"));
    }

    [Fact]
    public async Task What_is_asked_for_again_is_counted_as_replayed_and_what_goes_on_is_not()
    {
        await using var host = await TestHost.StartAsync();
        using var measured = new Measurements(host);
        var polls = new NativePolls(host);
        var start = (await polls.OpenAsync("news"))[1]!.Text("position");
        await host.Publisher.PublishAsync("news", Payload.Text("1"), cancellationToken: Stop);
        var last = await host.Publisher.PublishAsync("news", Payload.Text("2"), cancellationToken: Stop);
        var lost = $$$"""{"type":"poll","wait":0,"positions":{"news":"{{{start}}}"}}""";
        await polls.PollAsync(lost);
        Assert.Empty(measured.Of("bridge.messages.replayed"));

        await polls.PollAsync(lost);
        Assert.Equal(["2 long_polling"], measured.Of("bridge.messages.replayed"));

        await polls.PollAsync($$$"""{"type":"poll","wait":0,"positions":{"news":"{{{last}}}"}}""");
        Assert.Equal(["2 long_polling"], measured.Of("bridge.messages.replayed"));
        Assert.Equal(["2", "2", "0"], measured.Of("bridge.acks.lag"));
        Assert.Equal(["2 long_polling", "2 long_polling"], measured.Of("bridge.messages.delivered"));
    }

    [Fact]
    public async Task A_publish_whose_key_came_before_counts_as_duplicate_and_not_as_published()
    {
        await using var host = await TestHost.StartAsync();
        using var measured = new Measurements(host);
        await host.Publisher.PublishAsync("news", Payload.Text("1"), idempotencyKey: "order-17", cancellationToken: Stop);
        await host.Publisher.PublishAsync("news", Payload.Text("1"), idempotencyKey: "order-17", cancellationToken: Stop);

        Assert.Equal(["1"], measured.Of("bridge.messages.published"));
        Assert.Equal(["1"], measured.Of("bridge.messages.duplicates"));
    }

    [Fact]
    public async Task Refusals_are_counted_by_code_whether_they_end_a_request_or_stand_in_an_answer()
    {
        await using var host = await TestHost.StartAsync(options =>
        {
            options.Channels.Add("news");
            options.Channels.Add("moody", channel => channel.Handle((_, _) => ValueTask.FromResult(Outcome.Refuse(Refusal.Custom("not_today", "Not today.")))));
        });
        using var measured = new Measurements(host);
        var polls = new NativePolls(host);
        await polls.OpenAsync("news", "undeclared");
        await polls.FaultAsync("/bridge/poll", "{");
        await polls.SendAsync("""[{"type":"submit","id":1,"channel":"news","data":1},{"type":"submit","id":2,"channel":"moody","data":1}]""");

        Assert.Equal(["1 channel_forbidden", "1 bad_message", "1 submit_forbidden", "1 application"], measured.Of("bridge.refusals"));
        Assert.Equal(["1 refused", "1 refused"], measured.Of("bridge.submissions"));
    }

    [Fact]
    public async Task A_code_of_the_clients_own_is_counted_as_other()
    {
        await using var host = await TestHost.StartAsync();
        using var measured = new Measurements(host);
        await using (var socket = await NativeSocket.OpenAsync(host))
        {
            await socket.AskAsync("""{"type":"open"}""", "opened");
            await socket.Socket.CloseAsync((WebSocketCloseStatus)3_999, null, Patience.Token);
        }

        await host.StopAsync();
        Assert.Equal(["1 websocket other"], measured.Of("bridge.connections.closed"));
        Assert.Equal(["1 websocket", "-1 websocket"], measured.Of("bridge.connections.open"));
    }

    [Fact]
    public async Task No_measurement_has_a_label_that_the_table_does_not_name_or_a_value_of_the_clients()
    {
        await using var host = await TestHost.StartAsync(options =>
        {
            TestHost.AddChannels(options);
            options.Channels.Add("private:*");
            options.Publishing.AllowAnyone = true;
        });
        using var measured = new Measurements(host);
        var polls = new NativePolls(host);
        await polls.OpenAsync("private:canary-7", "echo", "canary-undeclared");
        await polls.SendAsync("""{"type":"submit","id":1,"channel":"echo","data":"canary"}""");
        using var published = await host.Http.PostAsync("/bridge/channels/private:canary-7/messages", new StringContent("canary"), Stop);
        using var polled = await host.Http.GetAsync("/bridge/channels/private:canary-7/messages?after=oldest&wait=0s", Stop);
        await using (var socket = await NativeSocket.OpenAsync(host))
        {
            await socket.AskAsync($$"""{"type":"open","token":"{{polls.Token}}"}""", "message");
        }

        await host.Requests.EndedAsync("/bridge/ws");
        var allowed = MetricsTableTests.Labels;
        Assert.All(measured.All, measurement => Assert.All(measurement.Tags, tag => Assert.Contains(tag.Key, allowed[measurement.Instrument])));
        Assert.DoesNotContain(measured.All, measurement => measurement.ToString().Contains("canary", StringComparison.Ordinal) || measurement.ToString().Contains(polls.Token!, StringComparison.Ordinal));
        Assert.Contains(measured.All, measurement => measurement.Instrument == "bridge.store.operation.duration" && Equals(measurement.Tags[0].Value, "log.append"));
        Assert.Contains(measured.All, measurement => measurement.Instrument == "bridge.poll.hold.duration" && Equals(measurement.Tags[0].Value, "plain"));
        Assert.Contains("1 accepted", measured.Of("bridge.submissions"));
        Assert.Contains("1 websocket 1006", measured.Of("bridge.connections.closed"));
    }
}
