using Bridge.Gateway.Inference;
using Bridge.Tests.Docs;

namespace Bridge.Tests.Inference;

/// <summary>What docs/gateway.md shows of <c>infer</c> is what it says.</summary>
public sealed class GatewayPageTests
{
    [Fact]
    public void The_sample_of_the_page_is_what_the_command_writes()
    {
        var har = new HarFile { RequestHeaders = { ["Cookie"] = "PHPSESSID=kX83jd0aPq71Lm55wZ; _ga=GA1.1.5551234567" }, AnswerHeaders = { ["Cache-Control"] = "no-store" } };
        har.Get("/chat/send.php", """{"id":1}""", 8)
            .Get("/chat/poll.php?room=lobby&lastId=0&_=1772366400001", """{"messages":[{"id":1,"text":"hi"},{"id":2,"text":"ho"}],"lastId":2}""", 12)
            .Get("/chat/poll.php?room=lobby&lastId=2&_=1772366400002", "{}", 20_034).Get("/chat/poll.php?room=lobby&lastId=2&_=1772366400003", """{"messages":[{"id":3,"text":"well"}],"lastId":3}""", 7_520)
            .Get("/chat/poll.php?room=lobby&lastId=3&_=1772366400004", """{"messages":[{"id":4,"text":"so"}],"lastId":4}""", 3_311).Get("/chat/poll.php?room=lobby&lastId=4&_=1772366400005", "{}", 20_047)
            .Get("/chat/send.php", """{"id":5}""", 9);
        using var report = new StringWriter { NewLine = "\n" };

        InferenceReport.Write(report, "chat.har", har.Read(), har.Propose());

        var page = File.ReadAllText(DocPages.PathOf("gateway.md"));
        var sample = page.Split("$ bridge-gateway infer chat.har\n")[1].Split("```")[0];
        var said = $"{report}\nFor Shapes in appsettings.json:\n{InferenceReport.Json(har.Propose())}\n";
        Assert.Equal(said, sample);
    }
}
