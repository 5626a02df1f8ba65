using System.Text;
using Bridge.Pages;
using Bridge.Tests.Upstream;
using Microsoft.AspNetCore.Http;

namespace Bridge.Tests.Pages;

public sealed class StatusPageTests
{
    [Fact]
    public async Task Without_a_poll_it_says_when_there_would_be_one()
    {
        var polled = new Polled(Upstream.Shapes.Events, new EventsBackend());
        Assert.Contains("Nothing is polled now.", await HtmlAsync(polled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_poll_is_a_row_with_where_it_stands()
    {
        var backend = new EventsBackend();
        var polled = new Polled(Upstream.Shapes.Events, backend);
        backend.Add("a", "b");
        polled.Join();
        polled.State.LastFault = "<script>";

        var html = await HtmlAsync(polled);
        Assert.Contains("<td><code>board</code><td class=Polling>Polling<td>this node<td><code>2</code><td>now<td>now<td class=n>2<td class=n>1<td class=n>0<td class=n>0", html, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.EndsWith("</table></body></html>\n", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_poll_of_another_node_says_whose_it_is()
    {
        var cluster = new Cluster(2);
        cluster.JoinAll();

        Assert.Contains($"<td class=Polling>Polling<td>{cluster.Nodes[0].Name}<td><code>0</code>", await HtmlAsync(cluster.Nodes[1].Polled), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "now")]
    [InlineData(119, "119 s ago")]
    [InlineData(121, "2 min ago")]
    [InlineData(7_199, "120 min ago")]
    [InlineData(7_201, "2 h ago")]
    public async Task Times_are_told_as_people_say_them(int seconds, string told)
    {
        var backend = new EventsBackend();
        var polled = new Polled(Upstream.Shapes.Events, backend);
        backend.Add("a");
        polled.Join();
        polled.State.LastItems = polled.Node.Scheduler.Clock.GetUtcNow() - TimeSpan.FromSeconds(seconds);
        polled.State.LastAnswer = null;
        Assert.Contains($"<td>never<td>{told}<td", await HtmlAsync(polled), StringComparison.Ordinal);
    }

    private static async Task<string> HtmlAsync(Polled polled)
    {
        var context = new DefaultHttpContext();
        using var body = new MemoryStream();
        context.Response.Body = body;
        await new StatusPage(polled.Desk, polled.Node.Scheduler.Clock).ServeAsync(context);
        Assert.Equal(("no-store", "nosniff", "text/html; charset=utf-8"), (context.Response.Headers.CacheControl.ToString(), context.Response.Headers.XContentTypeOptions.ToString(), context.Response.ContentType));
        Assert.StartsWith("default-src 'none'", context.Response.Headers.ContentSecurityPolicy.ToString(), StringComparison.Ordinal);
        return Encoding.UTF8.GetString(body.ToArray());
    }
}
