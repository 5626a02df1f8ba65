using System.Net;
using System.Text.Json;
using Bridge.Messaging;

namespace LegacyApp.Board;

/// <summary>What people write on the new page goes where it always went: the old board's POST /api/log. Its answer is the reply.</summary>
internal sealed class TeamLogForwarder(HttpClient oldBoard) : IInboundHandler
{
    public const string Channel = "log";

    public async ValueTask<Outcome> HandleAsync(Submission submission, CancellationToken cancellationToken)
    {
        using var body = new ReadOnlyMemoryContent(submission.Payload.Bytes);
        body.Headers.ContentType = new("application/json");
        try
        {
            using var answer = await oldBoard.PostAsync("api/log", body, cancellationToken);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            return answer.StatusCode switch
            {
                HttpStatusCode.OK => Outcome.Reply(Payload.Json(text)),
                HttpStatusCode.BadRequest => Outcome.Refuse(Refusal.Custom("not_written", Reason(text))),
                var other => Outcome.Refuse(Refusal.Custom("not_written", $"The old board answered {(int)other}.")),
            };
        }
        catch (HttpRequestException)
        {
            return Outcome.Refuse(Refusal.Custom("not_written", "Not written: the old board is not reachable."));
        }
    }

    /// <summary>The old board's own words where it has any; what it can't read at all it refuses with an empty body.</summary>
    private static string Reason(string text) =>
        text.StartsWith('{') && JsonSerializer.Deserialize<JsonElement>(text).TryGetProperty("error", out var error)
            ? error.ToString()
            : "That is no log entry.";
}
