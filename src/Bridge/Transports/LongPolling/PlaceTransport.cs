using Bridge.Dialects;
using Bridge.Messaging;
using Bridge.Sessions;
using Microsoft.AspNetCore.Http;

namespace Bridge.Transports.LongPolling;

/// <summary>Tells a page where the answers to its polls will come: from which position on of which channel. From there it waits by itself, without asking.</summary>
/// <param name="desk">Where the messages are.</param>
/// <param name="join">Has the backend polled while a client waits; null: it isn't polled now.</param>
/// <param name="tickets">What lets the page into a channel that is its own.</param>
/// <param name="patience">How long to wait for a cursor that the log doesn't hold yet.</param>
/// <param name="stopping">The host ends.</param>
internal sealed class PlaceTransport(AnswerDesk desk, Func<AnswerQuestion, IAnswerInterest?> join, ChannelTickets tickets, TimeSpan patience, CancellationToken stopping)
{
    /// <summary>The header by which a page tells such an answer from a backend's.</summary>
    public const string Header = "Bridge-Place";

    /// <summary>Answers with the place; false: there is none for this client, and nothing was written.</summary>
    public async ValueTask<bool> TryServeAsync(HttpContext context, AnswerQuestion question)
    {
        if (question.After is null || join(question) is not { } interest)
        {
            return false;
        }

        using (interest)
        {
            var query = new AnswerQuery(question.Channel, question.After, TimeSpan.Zero, question.Limit, question.MayArrive ? patience : TimeSpan.Zero)
            {
                Interest = interest,
                IsState = question.IsState,
                IsLatest = question.IsLatest,
            };
            if (await desk.FindAsync(query, stopping, context.RequestAborted).ConfigureAwait(false) is not { } position)
            {
                return false;
            }

            interest.Expect();
            var response = context.Response;
            response.Headers[Header] = "1";
            response.Headers.CacheControl = "no-store";
            response.Headers.XContentTypeOptions = "nosniff";
            response.ContentType = "application/json";
            await response.WriteAsync( // none of the three has a character that JSON escapes
                $$"""{"channel":"{{question.Channel.Value}}","position":"{{position}}","ticket":"{{tickets.Issue(question.Channel)}}"}""", context.RequestAborted).ConfigureAwait(false);
            return true;
        }
    }
}
