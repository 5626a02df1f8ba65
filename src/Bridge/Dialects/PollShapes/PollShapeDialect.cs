using System.Buffers;
using Bridge.Messaging;
using Bridge.PollShapes;
using Microsoft.AspNetCore.Http;

namespace Bridge.Dialects.PollShapes;

/// <summary>Speaks as the backend of a poll shape does: its parameters, its statuses, its items byte for byte.</summary>
internal sealed class PollShapeDialect(PollShape shape, ShapeMatcher matcher) : IAnswerDialect
{
    private const int MostItems = 10_000;

    private readonly AnswerBuilder _answers = new(shape);
    private readonly StoredItems _items = new(shape);
    private readonly string? _start = shape.Cursor.Initial == CursorInitial.Value
        ? new CursorText(shape.Cursor).Encode(shape.Cursor.Parts.Where(part => part.Value is not null).ToDictionary(part => part.Var, part => part.Value!)) : null;

    private readonly bool _isLatest = shape is { Kind: ShapeKind.State, Empty.Count: 0, Answer.Empty: null };

    /// <summary>Each client has a session of its own, and cursors of it: only the backend knows them.</summary>
    private readonly bool _isOwn = shape.Session is { } session
        && session.Steps.SelectMany(step => step.Extract).Any(found => shape.Cursor.Parts.Any(part => part.Var == found.Var && part.From == CursorSource.Request));

    public int MaxBodyBytes => 64 << 10;

    public bool IsHeadersFirst => shape.Wait.Flush == WaitFlush.HeadersFirst;

    public bool HasHeartbeat => shape.Wait.Heartbeat == WaitHeartbeat.Newline;

    public AnswerQuestion? Read(HttpRequest request, ReadOnlyMemory<byte> body) =>
        LegacyRequestReader.Read(request, body) is { } legacy && matcher.Match(legacy).Match is { } match ? Question(match) : null;

    /// <summary>What a poll asks for; null: only the backend can answer it.</summary>
    public AnswerQuestion? Question(LegacyMatch match)
    {
        if (_isOwn || match is not { Channels: [var channel], More: null })
        {
            return null;
        }

        var wait = match.Wait ?? shape.Wait.Default;
        return new ShapeQuestion
        {
            Channel = channel.Name,
            After = match.Cursor is { } cursor ? new Checkpoint(cursor) : null,
            IsState = shape.Kind == ShapeKind.State,
            IsLatest = _isLatest,
            MayArrive = channel.Cursor != _start,
            Wait = wait < shape.Wait.Max ? wait : shape.Wait.Max,
            Limit = Math.Min(MostItems, match.Limit ?? (shape.Items.Batch == ItemsBatch.One ? 1 : shape.Items.Limit.Default is > 0 and var limit ? limit : MostItems)),
            Match = match,
        };
    }

    public void Open(HttpResponse response)
    {
        response.StatusCode = shape.Answer.Status;
        foreach (var (name, value) in shape.Answer.Headers.Where(header => !new Template(header.Value).Variables.Any()))
        {
            response.Headers.Append(name, value);
        }
    }

    public bool Write(AnswerQuestion question, IReadOnlyList<Message> messages, HttpResponse? response, FrameQueue frames)
    {
        var cursor = messages is [.., { Checkpoint: { } after }] ? after.Text : question.After?.Text;
        var news = shape.Kind == ShapeKind.State && messages.Count > 1 ? [messages[^1]] : messages; // only the latest counts
        if (_answers.Build([.. news.Select(message => _items.Read(message.Payload.Bytes))], cursor, cursor) is not { } answer)
        {
            return false;
        }

        if (response is not null)
        {
            response.StatusCode = answer.Status;
            foreach (var (name, value) in answer.Headers)
            {
                response.Headers.Append(name, value);
            }
        }

        frames.Composed.Write(answer.Body.Span);
        frames.End();
        return true;
    }
}
