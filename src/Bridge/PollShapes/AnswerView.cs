using System.Text.Json;

namespace Bridge.PollShapes;

/// <summary>An answer and what can be seen in it. The JSON is read once, when it is first looked at.</summary>
internal sealed class AnswerView : IDisposable
{
    private JsonDocument? _document;
    private bool _isRead;

    /// <summary>Takes an answer.</summary>
    public AnswerView(LegacyAnswer answer)
    {
        Answer = answer;
        Body = answer.Body.Span.StartsWith("\uFEFF"u8) ? answer.Body[3..] : answer.Body; // some editors begin a PHP file so
    }

    /// <summary>The answer.</summary>
    public LegacyAnswer Answer { get; }

    /// <summary>The body without a byte order mark.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>Whether there is nothing but white space, as heartbeats are.</summary>
    public bool IsBlank => Body.Span.IndexOfAnyExcept(" \t\r\n"u8) < 0;

    /// <summary>The JSON; null when the body is none, or was cut.</summary>
    public JsonElement? Json
    {
        get
        {
            if (!_isRead)
            {
                _isRead = true;
                _document = Answer.IsCut ? null : JsonReading.Parse(Body);
            }

            return _document?.RootElement;
        }
    }

    /// <summary>The first value at a path; null when there is none.</summary>
    public JsonElement? Find(string path) => Json is { } root ? new DottedPath(path).Find(root) : null;

    /// <summary>The text at a path or in a header; null when there is none.</summary>
    public string? Text(CursorSource source, string path) =>
        source == CursorSource.Header ? Answer.Header(path) : Find(path) is { } value ? JsonReading.Text(value) : null;

    /// <inheritdoc/>
    public void Dispose() => _document?.Dispose();
}
