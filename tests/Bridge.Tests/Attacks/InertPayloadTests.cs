using System.Text.Json;
using System.Text.Json.Nodes;
using Bridge.Messaging;
using Bridge.TestKit.Hosting;

namespace Bridge.Tests.Attacks;

/// <summary>S45 and S46: a payload is data, whatever it looks like; and what comes behind a close is nothing.</summary>
public sealed class InertPayloadTests
{
    [Theory]
    [InlineData("</script><script>alert(1)</script>")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("\u202egnp.exe\u2066\u2069\u200f")]
    [InlineData("\u2028\u2029\u0000\u001b[31m")]
    [InlineData("]}while(1);//")]
    public async Task A_payload_comes_out_as_it_went_in_and_as_json(string text)
    {
        await using var attacked = await AttackedHost.StartAsync();
        var bob = attacked.As("bob");
        await bob.OpenAsync("news");
        await using var socket = await NativeSocket.OpenAsync(attacked.Host);
        await socket.AskAsync("""{"type":"open","subscribe":[{"channel":"news"}]}""", "subscribed");

        await attacked.Host.Publisher.PublishAsync("news", Payload.Text(text), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(text, (await socket.NextAsync("message")).Text("text"));
        using var polled = await bob.PostAsync("/bridge/poll", """{"type":"poll","wait":10000}""");
        using var plain = await attacked.Host.Http.GetAsync(new Uri("/bridge/channels/news/messages?after=oldest&wait=0s", UriKind.Relative), TestContext.Current.CancellationToken);
        foreach (var response in (HttpResponseMessage[])[polled, plain])
        {
            var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Contains(text, Texts(JsonNode.Parse(body)!));
            Assert.Equal(("application/json", "nosniff"), (response.Content.Headers.ContentType?.MediaType, response.Headers.GetValues("X-Content-Type-Options").Single()));
        }

        await attacked.ExpectUnharmedAsync(published: 1);
    }

    [Fact]
    public async Task What_comes_behind_a_close_changes_nothing()
    {
        await using var attacked = await AttackedHost.StartAsync();
        var bob = attacked.As("bob");
        await bob.OpenAsync("news");

        Assert.Equal("closed", (await bob.PollAsync("""[{"type":"close"},{"type":"submit","id":1,"channel":"news","data":"late"}]""")).Types());
        Assert.Equal((404, "session_unknown"), await attacked.AskAsync(bob, "/bridge/poll", """{"type":"close"}"""));
        Assert.Equal((404, "session_unknown"), await attacked.AskAsync(bob, "/bridge/send", """{"type":"submit","id":2,"channel":"news","data":"late"}"""));

        await using var socket = await RawSocket.OpenAsync(attacked.Host, "/bridge/ws");
        byte[] open = RawSocket.Frame(RawSocket.Text, """{"type":"open"}"""u8), close = RawSocket.Frame(RawSocket.Close, [3, 232]), late = RawSocket.Frame(RawSocket.Text, """{"type":"submit","channel":"news","data":"late"}"""u8);
        await socket.Connection.SendAsync((byte[])[.. open, .. close, .. late, .. close, .. late]);
        Assert.Equal(1000, (await socket.NextCloseAsync()).Code);
        Assert.True(await socket.Connection.IsClosedByServerAsync());
        await attacked.ExpectUnharmedAsync();
    }

    private static IEnumerable<string> Texts(JsonNode node) => node switch
    {
        JsonObject many => many.SelectMany(pair => pair.Value is null ? [] : Texts(pair.Value)),
        JsonArray many => many.SelectMany(one => one is null ? [] : Texts(one)),
        _ => node.GetValueKind() == JsonValueKind.String ? [node.GetValue<string>()] : [],
    };
}
