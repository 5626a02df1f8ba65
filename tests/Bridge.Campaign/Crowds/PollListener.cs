using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;

namespace Bridge.Campaign.Crowds;

/// <summary>Listens by long polls.</summary>
internal sealed class PollListener(IReadOnlyList<Uri> nodes, string channel, HttpMessageInvoker way, Stopwatch clock) : Listener(nodes, channel, way, clock)
{
    /// <summary>How many polls were answered.</summary>
    public int Answered { get; private set; }

    protected override async Task<string> ListenAsync(Uri node, CancellationToken stop)
    {
        // The first is answered at once: then the session is there.
        var body = Token is null ? $"[{Opening}]" : $"[{Opening},{Poll(",\"wait\":0")}]";
        for (var isBack = false; ; body = $"[{Poll("")}]")
        {
            Began = Now;
            var (closed, _, _) = Take(await PostAsync(node, body, stop));
            Answered++;
            if (closed is not null)
            {
                Token = closed == "session_unknown" ? null : Token;
                return closed;
            }

            if (!isBack)
            {
                isBack = true;
                IsBack();
            }
        }
    }

    private string Poll(string wait) => $$"""{"type":"poll","positions":{{Positions}}{{wait}}}""";

    private async Task<byte[]> PostAsync(Uri node, string body, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(node, "/bridge/poll"))
        {
            Content = new ByteArrayContent(Encoding.ASCII.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.Add("Bridge-Protocol", "bridge.v1");
        if (Token is not null)
        {
            request.Headers.Add("Bridge-Session", Token);
        }

        using var response = await Way.SendAsync(request, stop);
        return await response.Content.ReadAsByteArrayAsync(stop);
    }
}
