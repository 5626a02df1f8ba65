using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Bridge.TestKit.Wires;

namespace Bridge.TestKit.Clients;

/// <summary>Requests: one poll parked, and beside it at most one <c>/send</c> with every submission that waits.</summary>
internal sealed class PollCarrier(NativeSession session, Func<Uri> addresses, NativeClientOptions options) : ICarrier
{
    public Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<Envelope?> RunAsync(CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        session.Own(this);
        var sending = Task.CompletedTask;
        try
        {
            if (session.Token is null && await OpenAsync(cancellationToken) is { } refused)
            {
                return refused;
            }

            sending = SendAsync(ended.Token);
            return await PollAsync(cancellationToken);
        }
        finally
        {
            await ended.CancelAsync();
            await sending;
        }
    }

    private async Task<Envelope?> OpenAsync(CancellationToken cancellationToken) =>
        session.Open(this) is { } open ? Handle(await PostAsync("/bridge/poll", new JsonArray(open), cancellationToken)) : null;

    private async Task<Envelope?> PollAsync(CancellationToken cancellationToken)
    {
        var under = new List<Task<Envelope?>>();
        try
        {
            while (true)
            {
                var change = session.Changed.Next;
                var settled = session.IsSettled;
                if (session.Poll(this, out var attempt) is not { } poll)
                {
                    return null;
                }

                var answer = AnswerAsync(poll, attempt, cancellationToken);
                under.Add(answer);
                if (settled)
                {
                    // A new wish is said by a new poll; the one that waits is then told that it is superseded.
                    using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                    await Task.WhenAny(answer, WishAsync(change, enough.Token));
                    await enough.CancelAsync();
                }
                else
                {
                    await answer;
                }

                under.RemoveAll(done => done.IsCompletedSuccessfully && done != answer);
                if (answer.IsCompleted && await answer is { } closed)
                {
                    return closed;
                }
            }
        }
        finally
        {
            await Task.WhenAll(under.Select(task => task.ContinueWith(done => done.Exception, TaskScheduler.Default)));
        }
    }

    /// <summary>Waits for a change that is a wish for other channels.</summary>
    private async Task WishAsync(Task change, CancellationToken cancellationToken)
    {
        while (session.IsSettled)
        {
            await change.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            change = session.Changed.Next;
        }
    }

    /// <summary>One poll; what counts of a <c>closed</c> is only what the newest one is told.</summary>
    private async Task<Envelope?> AnswerAsync(JsonArray poll, long attempt, CancellationToken cancellationToken)
    {
        var closed = Handle(await PostAsync("/bridge/poll", poll, cancellationToken));
        if (closed is null)
        {
            session.Carried(this, CarrierKind.LongPolling);
        }

        return closed is { Code: "superseded" } && !session.IsNewest(attempt) ? null : closed;
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var change = session.Changed.Next;
                var waiting = session.Outbox.Take(0);
                if (waiting.Count == 0)
                {
                    await change.WaitAsync(cancellationToken);
                    continue;
                }

                Handle(await PostAsync("/bridge/send", new JsonArray([.. waiting.Select(pair => pair.Submit)]), cancellationToken));
            }
            catch (Exception fault) when (NativeClient.IsCut(fault))
            {
                // Everything without an outcome is sent again, after a pause: the server may be away.
                await Task.Delay(options.Pause, CancellationToken.None);
            }
        }
    }

    private Envelope? Handle(IReadOnlyList<Envelope> envelopes)
    {
        Envelope? closed = null;
        foreach (var envelope in envelopes)
        {
            closed = envelope.Type == "closed" ? envelope : closed;
            session.Handle(envelope);
        }

        return closed;
    }

    private async Task<IReadOnlyList<Envelope>> PostAsync(string path, JsonArray body, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.SilenceLimit);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(addresses(), path))
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        request.Headers.Add("Bridge-Protocol", "bridge.v1");
        if (session.Token is { } token)
        {
            request.Headers.Add("Bridge-Session", token);
        }

        using var response = await options.Http.SendAsync(request, limit.Token);
        var bytes = await response.Content.ReadAsByteArrayAsync(limit.Token);
        return response.StatusCode == HttpStatusCode.OK ? Envelope.Parse(bytes) : [Closed(response, bytes)];
    }

    private static Envelope Closed(HttpResponseMessage response, byte[] bytes)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/json")
        {
            throw new IOException($"{(int)response.StatusCode} was said by somebody on the way."); // no more than a cut: the server may have acted or not
        }

        var error = JsonNode.Parse(bytes)!.AsObject();
        var closed = new JsonObject { ["type"] = "closed", ["code"] = (string?)error["error"], ["advice"] = (string?)error["advice"] };
        return Envelope.Parse(Encoding.UTF8.GetBytes(closed.ToJsonString()))[0];
    }
}
