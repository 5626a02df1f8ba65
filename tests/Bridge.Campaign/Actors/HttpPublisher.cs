using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Bridge.Campaign.Judging;
using Bridge.TestKit;

namespace Bridge.Campaign.Actors;

/// <summary>Publishes batches over HTTP, each with a key, and again with the same key until it is answered. Stays within reach of the slowest reader.</summary>
internal sealed class HttpPublisher(Field field, Source source, SeededRandom random)
{
    private const int Ahead = 3_000; // retention keeps 10 000
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(200);

    /// <summary>How often a batch was sent once more.</summary>
    public int Retries { get; private set; }

    /// <summary>How often the server said that it had had a batch already.</summary>
    public int Duplicates { get; private set; }

    public async Task RunAsync()
    {
        for (var last = false; !last;)
        {
            last = field.IsOver; // one more batch after the last fault and kill
            await field.UntilAsync(() => source.Attempted - field.SlowestOf(source) < Ahead, $"the readers of {source.Channel} follow");
            var first = source.Attempted + 1;
            var count = random.OneIn(10) ? 1 : 1 + random.Below(field.Plan.MaxBatch);
            var body = new StringBuilder();
            for (var n = first; n < first + count; n++)
            {
                body.Append('"').Append(source.Name).Append(':').Append(n).Append(random.OneIn(100) ? ":" + new string('x', random.Below(2_000)) : "").Append("\"\n");
            }

            source.Attempted = first + count - 1;
            await PostAsync($"{source.Name}-{first}", Encoding.ASCII.GetBytes(body.ToString()));
            source.Settled = source.Attempted;
            field.Accepted(count);
        }
    }

    private async Task PostAsync(string key, byte[] body)
    {
        var patience = field.Patience();
        for (var tries = 0; ; tries++)
        {
            Retries += tries == 0 ? 0 : 1;
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(field.Address, $"/bridge/channels/{source.Channel}/messages"))
                {
                    Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") } },
                };
                request.Headers.Add("Idempotency-Key", key);
                using var response = await field.Http.SendAsync(request, patience);
                var answer = await response.Content.ReadAsStringAsync(patience);
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    Duplicates += answer.Contains("\"duplicate\":true", StringComparison.Ordinal) ? 1 : 0;
                    return;
                }

                if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
                {
                    await Task.Delay(response.Headers.RetryAfter?.Delta is { } said && said < Longest ? said : Longest, patience); // the store is away
                    continue;
                }

                if (response.Content.Headers.ContentType?.MediaType == "application/json")
                {
                    throw new InvalidOperationException($"{key} was refused: {(int)response.StatusCode} {answer}");
                }
            }
            catch (Exception cut) when (cut is HttpRequestException or IOException or SocketException)
            {
                await Task.Delay(5, patience); // the server may be away
            }
        }
    }
}
