using System.Net;
using System.Net.Http.Json;
using System.Text;
using Bridge.TestKit.Hosts;
using Bridge.Tests.Answering;

namespace Bridge.Tests.Migration;

public sealed class MigrationApiTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer ann:wrong")]
    [InlineData("Bearer bob:a key that is long enough")]
    [InlineData("Basic !!")]
    [InlineData("Basic YW5u")]
    public async Task Without_a_key_nothing_is_told_and_nothing_switched(string? authorization)
    {
        await using var site = await MigrationSite.StartAsync(AnswerSite.Public, "answer");
        using var stranger = site.Client(authorization);
        stranger.DefaultRequestHeaders.Add("Bridge-Admin", "1");
        foreach (var (method, path) in new[] { ("GET", ""), ("GET", "/report"), ("PUT", "/stages/board"), ("DELETE", "/stages/board"), ("POST", "/stop") })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), "/bridge/migration" + path) { Content = method == "PUT" ? JsonContent.Create(new { stage = "tap" }) : null };
            using var answer = await stranger.SendAsync(request, Stop);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Contains("Basic", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("board", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        }

        Assert.Equal("answer", site.Stages["board"].Settings.ToString());
    }

    [Fact]
    public async Task Where_no_key_is_set_nobody_may()
    {
        await using var site = await MigrationSite.StartAsync(AnswerSite.Public, "answer", hasKey: false);
        using var answer = await site.Operator.GetAsync("/bridge/migration", Stop);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("set a key first", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_switch_is_answered_with_what_is_so_now_and_written_down()
    {
        await using var site = await MigrationSite.StartAsync(AnswerSite.Public, "answer");
        using var answer = await site.SwitchAsync("board", "intercept 25%");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("\"stage\":\"intercept 25%\"", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);

        var change = (await site.ReportAsync()).GetProperty("changes")[0];
        Assert.Equal(("board", "answer", "intercept 25%", "ann"), (change.GetProperty("shape").GetString(), change.GetProperty("from").GetString(), change.GetProperty("to").GetString(), change.GetProperty("who").GetString()));

        using var back = await site.Operator.DeleteAsync("/bridge/migration/stages/board", Stop);
        Assert.Equal("answer", site.Stages["board"].Settings.ToString());
    }

    [Theory]
    [InlineData("""{"stage":"fly"}""", HttpStatusCode.BadRequest, "'fly' is no stage")]
    [InlineData("""{"stage":""", HttpStatusCode.BadRequest, "no JSON")]
    [InlineData("", HttpStatusCode.BadRequest, "must be JSON")]
    [InlineData("null", HttpStatusCode.BadRequest, "is no stage")]
    public async Task What_is_no_stage_is_refused_with_what_to_write(string body, HttpStatusCode status, string says)
    {
        await using var site = await MigrationSite.StartAsync(AnswerSite.Public, "answer");
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await site.Operator.PutAsync("/bridge/migration/stages/board", content, Stop);
        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(says, await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_sites_page_can_switch_nothing()
    {
        await using var site = await MigrationSite.StartAsync(AnswerSite.Public, "answer");
        site.Operator.DefaultRequestHeaders.Remove("Bridge-Admin");
        using var answer = await site.SwitchAsync("board", "tap");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("answer", site.Stages["board"].Settings.ToString());
    }

    [Fact]
    public async Task A_shape_that_is_not_there_can_t_be_switched()
    {
        await using var site = await MigrationSite.StartAsync(AnswerSite.Public, "answer");
        using var answer = await site.SwitchAsync("bored", "tap");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task An_endpoint_whose_polls_take_things_away_can_t_be_tapped()
    {
        await using var site = await MigrationSite.StartAsync(AnswerSite.Public.Replace("\"pace\"", "\"effects\": [\"consume\"], \"pace\"", StringComparison.Ordinal), "observe");
        using var answer = await site.SwitchAsync("board", "tap");
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("consume", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shapes_and_stages_are_read_again_when_the_configuration_changes()
    {
        await using var site = await MigrationSite.StartAsync(AnswerSite.Public, "answer");
        site.Configure(configuration =>
        {
            configuration["Shapes:board:match:path"] = "/feed";
            configuration["Stages:board"] = "shadow";
        });
        Assert.Equal("/feed", site.Shapes.Route("board")!.Shape.Match.Path);
        Assert.Equal("shadow", site.Stages["board"].Settings.ToString());

        site.Configure(configuration => MigrationSite.Write(configuration, "Shapes:chat", AnswerSite.Public.Replace("\"channel\": \"board\"", "\"channel\": \"chat\"", StringComparison.Ordinal)));
        Assert.NotNull(site.Shapes.Route("chat"));
    }

    [Fact]
    public async Task With_a_fault_in_what_is_read_again_everything_stays_as_it_was()
    {
        await using var site = await MigrationSite.StartAsync(AnswerSite.Public, "answer");
        var before = site.Shapes.Route("board");
        site.Configure(configuration =>
        {
            configuration["Shapes:board:match:pth"] = "/feed";
            configuration["Stages:board"] = "fly";
        });
        Assert.Same(before, site.Shapes.Route("board"));
        Assert.Equal("answer", site.Stages["board"].Settings.ToString());
    }

    [Fact]
    public async Task A_shape_that_changes_is_polled_by_its_new_description_while_clients_wait()
    {
        await using var site = await MigrationSite.StartAsync(AnswerSite.Public, "tap");
        using var page = site.Client();
        var poll = page.GetStringAsync("/events?lastId=0", Stop);
        await Eventually.HoldsAsync(() => site.Legacy.MostBridgePolls == 1, "the bridge polls");
        site.Configure(configuration => configuration["Shapes:board:wait:default"] = "1s");
        site.Legacy.Add("one");
        await poll;
        await Eventually.HoldsAsync(async () => (await page.GetStringAsync("/events?lastId=0", Stop)).Length > 2 && site.Upstream.States is [{ Cursor: "1" }], "it goes on with the next client");
    }

    [Fact]
    public async Task The_page_shows_each_endpoint_and_holds_no_script_of_others()
    {
        await using var site = await MigrationSite.StartAsync(AnswerSite.Public, "intercept 25%");
        using var answer = await site.Operator.GetAsync("/bridge/migration", Stop);
        var html = await answer.Content.ReadAsStringAsync(Stop);
        Assert.Contains("board <small>intercept 25%</small>", html, StringComparison.Ordinal);
        Assert.Contains("<ol><li>observe<li>tap<li>shadow<li>answer<li class=now>intercept<li>native<li>retired</ol>", html, StringComparison.Ordinal);
        Assert.Contains("<option selected>intercept<option>", html, StringComparison.Ordinal);
        Assert.Contains("value=25 ", html, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }
}
