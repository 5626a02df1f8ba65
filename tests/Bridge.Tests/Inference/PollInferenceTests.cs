using Bridge.Gateway.Inference;

namespace Bridge.Tests.Inference;

/// <summary>What is a poll, and what is said of what is none.</summary>
public sealed class PollInferenceTests
{
    [Fact]
    public void With_two_requests_nothing_is_proposed() =>
        Assert.Contains("asked twice only", new HarFile().Get("/e?s=0", """[{"id":1}]""").Get("/e?s=1", """[{"id":2}]""").Refusal(), StringComparison.Ordinal);

    [Fact]
    public void Without_news_nothing_is_proposed()
    {
        var har = new HarFile();
        for (var n = 0; n < 5; n++)
        {
            har.Get("/e?s=0", "", 9_000, 204);
        }

        Assert.Contains("no answer had anything in it", har.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_by_hand_is_no_poll()
    {
        var har = new HarFile();
        foreach (var (text, gap) in (ReadOnlySpan<(string, double)>)[("hello", 700), ("how are you", 9_000), ("fine", 3_100), ("bye", 100)])
        {
            har.Gap = gap;
            har.Post("/send", $"text={text}", """{"ok":true}""", 20);
        }

        Assert.Contains("no poll, it seems", har.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_says_which_recording_and_what_to_look_at()
    {
        var har = new HarFile();
        for (var n = 1; n <= 4; n++)
        {
            har.Get($"/api/events?since={n - 1}", $$"""[{"id":{{n}}}]""").Get("/machine", "{}", 3);
        }

        using var report = new StringWriter();
        InferenceReport.Write(report, "x.har", har.Read(), har.Propose());

        Assert.StartsWith("x.har: 8 requests, recorded by WebInspector 537.36; 8 for data", report.ToString(), StringComparison.Ordinal);
        Assert.Contains("events: GET /api/events at http://app.test", report.ToString(), StringComparison.Ordinal);
        Assert.Contains("# look at this", report.ToString(), StringComparison.Ordinal);
        Assert.Contains("No shape for", report.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/events", "events")]
    [InlineData("/messages.php", "messages")]
    [InlineData("/chat/_changes", "chat-changes")]
    [InlineData("/rooms/{room}/updates", "rooms-updates")]
    [InlineData("/", "poll")]
    [InlineData("/v1/chat.getUpdates", "chat")]
    public void A_shape_is_called_after_its_path(string path, string name) => Assert.Equal(name, new ShapeNames().For(path));
}
