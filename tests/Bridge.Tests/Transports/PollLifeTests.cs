using System.Net.Http.Headers;
using System.Text;
using Bridge.Conformance.Transports;
using Bridge.Messaging;
using Bridge.TestKit.Hosts;
using Bridge.TestKit.Wires;

namespace Bridge.Tests.Transports;

public sealed class PollLifeTests
{
    private const string News = "news";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_cursor_asked_again_gives_the_same_messages()
    {
        await using var site = await BridgeSite.StartAsync(1);
        var (wire, start) = await OpenAsync(site);
        await site.PublishNumbersAsync(News, 1, 3);

        for (var attempt = 10; attempt < 13; attempt++)
        {
            var answer = await wire.PostAsync("/bridge/poll", [Say.Poll(null, attempt, start)]);
            Assert.Equal(["1", "2", "3"], answer.Select(message => message.Payload));
        }
    }

    [Fact]
    public async Task A_poll_without_news_ends_with_an_empty_array_when_its_wait_is_over()
    {
        await using var site = await BridgeSite.StartAsync(1, new() { Options = options => options.Sessions.Hold = TimeSpan.FromMilliseconds(200) });
        var (wire, start) = await OpenAsync(site);

        Assert.Empty(await wire.PostAsync("/bridge/poll", [Say.Poll(null, 2, start, wait: 0)]));
        Assert.Empty(await wire.PostAsync("/bridge/poll", [Say.Poll(null, 3, start, wait: 50)]));
        Assert.Empty(await wire.PostAsync("/bridge/poll", [Say.Poll(null, 4, start, wait: 3_600_000)])); // at most the hold
        Assert.Empty(await wire.PostAsync("/bridge/poll", [Say.Poll(null, 5, start)]));
    }

    [Fact]
    public async Task A_poll_that_only_others_got_messages_of_ends_with_the_position_behind_them()
    {
        await using var site = await BridgeSite.StartAsync(1, new() { Options = options => options.Sessions.Hold = TimeSpan.FromMilliseconds(200) });
        var (wire, start) = await OpenAsync(site);
        var head = await site.PublishNumbersAsync(News, 1, 5, Audience.Tagged("somebody-else"));

        var answer = await wire.PostAsync("/bridge/poll", [Say.Poll(null, 2, start)]);

        Assert.Equal(("position", head), (Assert.Single(answer).Type, answer[0].Position));
    }

    [Fact]
    public async Task A_parked_poll_shows_life_and_still_brings_its_message()
    {
        await using var site = await BridgeSite.StartAsync(1, new()
        {
            Options = options => (options.Sessions.Hold, options.LongPolling.LifeSignInterval) = (TimeSpan.FromMinutes(5), TimeSpan.FromMilliseconds(100)),
        });
        var (wire, start) = await OpenAsync(site);
        using var http = new HttpClient();

        using var response = await http.SendAsync(Request(site, wire.Token!, Say.Poll(null, 2, start).ToJsonString()), HttpCompletionOption.ResponseHeadersRead, Stop);
        var body = await response.Content.ReadAsStreamAsync(Stop);
        Assert.Equal(' ', body.ReadByte());
        Assert.Equal(' ', body.ReadByte());
        await site.PublishAsync(News, "1");
        var rest = await new StreamReader(body).ReadToEndAsync(Stop);

        Assert.Equal("1", Envelope.Parse(Encoding.UTF8.GetBytes(rest)).Single().Payload);
    }

    [Fact]
    public async Task A_poll_whose_client_goes_away_leaves_nothing_behind_and_loses_nothing()
    {
        await using var site = await BridgeSite.StartAsync(1, new() { Options = options => options.Sessions.Hold = TimeSpan.FromMinutes(5) });
        var (wire, start) = await OpenAsync(site);
        using var http = new HttpClient();
        using var gone = new CancellationTokenSource();

        var polling = http.SendAsync(Request(site, wire.Token!, Say.Poll(null, 2, start).ToJsonString()), gone.Token);
        await site.LeasesAsync(1);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => polling);
        await site.EmptyAsync();
        await site.PublishAsync(News, "1");

        Assert.Equal("1", Assert.Single(await wire.PostAsync("/bridge/poll", [Say.Poll(null, 3, start)])).Payload);
        Assert.True(!site.Errors.Any(), string.Join("\n", site.Errors));
    }

    [Fact]
    public async Task A_poll_on_send_is_refused_and_takes_no_lease()
    {
        await using var site = await BridgeSite.StartAsync(1);
        var (wire, start) = await OpenAsync(site);

        Assert.Equal("bad_message", Assert.Single(await wire.PostAsync("/bridge/send", [Say.Poll(null, 2, start)])).Code);
        Assert.Equal(0, site.Hosts[0].Leases());
    }

    [Fact]
    public async Task A_new_poll_changes_what_a_waiting_client_reads()
    {
        await using var site = await BridgeSite.StartAsync(1, new() { Options = options => options.Sessions.Hold = TimeSpan.FromMinutes(5) });
        var (wire, start) = await OpenAsync(site);
        var waiting = wire.PostAsync("/bridge/poll", [Say.Poll(null, 2, start)]);
        await site.LeasesAsync(1);

        var changed = await wire.PostAsync("/bridge/poll", [Say.Subscribe("other"), Say.Unsubscribe(News), Say.Poll(null, 3, start)]);

        Assert.Equal(["subscribed", "unsubscribed"], changed.Select(envelope => envelope.Type));
        Assert.Equal("superseded", Assert.Single(await waiting).Code);
        var next = wire.PostAsync("/bridge/poll", [Say.Poll(null, 4, start)]);
        await site.LeasesAsync(1);
        await site.PublishAsync(News, "1");
        await site.PublishAsync("other", "2");
        Assert.Equal("2", Assert.Single(await next).Payload);
    }

    [Fact]
    public async Task A_poll_that_comes_late_unsubscribes_nothing()
    {
        await using var site = await BridgeSite.StartAsync(1);
        var (wire, start) = await OpenAsync(site);
        Assert.Empty(await wire.PostAsync("/bridge/poll", [Say.Poll(null, 7, start, wait: 0)]));

        var late = await wire.PostAsync("/bridge/poll", [Say.Unsubscribe(News), Say.Poll(null, 6, start)]);

        Assert.Equal("superseded", Assert.Single(late).Code);
        await site.PublishAsync(News, "1");
        Assert.Equal("1", Assert.Single(await wire.PostAsync("/bridge/poll", [Say.Poll(null, 8, start)])).Payload);
    }

    private static async Task<(PollWire Wire, KeyValuePair<string, Position>[] Start)> OpenAsync(BridgeSite site)
    {
        var wire = new PollWire(site.Next);
        await wire.OpenAsync();
        return (wire, [new(News, await wire.SubscribeAsync(News))]);
    }

    private static HttpRequestMessage Request(BridgeSite site, string token, string body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(site.Next(), "/bridge/poll"))
        {
            Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        request.Headers.Add("Bridge-Protocol", "bridge.v1");
        request.Headers.Add("Bridge-Session", token);
        return request;
    }
}
