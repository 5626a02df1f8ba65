using Bridge.Messaging;
using Bridge.PollShapes;

namespace Bridge.Upstream;

/// <summary>The requests of one endpoint: polls, and the calls that go before and after them. Holds what the calls gave.</summary>
internal sealed class UpstreamCalls(UpstreamScope scope, IBackend backend, BridgeScheduler scheduler)
{
    private static readonly TimeSpan CallDeadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly PollShape _shape = scope.Shape;
    private readonly PollRequestBuilder _builder = new(scope.Shape);
    private readonly AnswerReader _reader = new(scope.Shape);
    private readonly CursorText _cursor = new(scope.Shape.Cursor);
    private readonly Dictionary<string, string> _variables = new(scope.Variables);

    /// <summary>Whether the session's steps have been called, where there are any.</summary>
    public bool IsOpen { get; private set; } = scope.Shape.Session is null;

    /// <summary>Whether a first poll needs something found, or written down, first.</summary>
    public bool HasStart => _shape.Cursor.Map is not null || _shape.Cursor.Initial != CursorInitial.Omit || _shape.Cursor.Start is not null;

    /// <summary>The steps must be called again.</summary>
    public void Reopen() => IsOpen = _shape.Session is null;

    /// <summary>A poll.</summary>
    public ValueTask<BackendAnswer> PollAsync(string? cursor, string? more, CancellationToken cancellationToken)
    {
        var wait = _shape.Wait;
        return backend.AskAsync(
            _builder.Poll(Ask(cursor) with { More = more }), wait.Deadline > TimeSpan.Zero ? wait.Deadline : wait.Default + Grace, cancellationToken);
    }

    /// <summary>Calls the session's steps and, where there is no cursor yet, the start. Ends with what all of them gave, or with the first answer that is none.</summary>
    public async ValueTask<AnswerVerdict> StartAsync(string? cursor, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, string>();
        var items = new List<AnswerItem>();
        IEnumerable<ShapeCall> calls = IsOpen ? [] : _shape.Session!.Steps;
        if (cursor is null && _shape.Cursor.Start is { } start)
        {
            calls = calls.Append(start);
        }

        foreach (var call in calls)
        {
            var verdict = await CallAsync(call, cursor, cancellationToken).ConfigureAwait(false);
            if (verdict is not AnswerVerdict.Called called)
            {
                return verdict;
            }

            foreach (var (name, value) in called.Found)
            {
                found[name] = value;
                Keep(name, value);
            }

            items.AddRange(called.Items);
        }

        IsOpen = true;
        return new AnswerVerdict.Called(found, items);
    }

    /// <summary>The cursor of the first poll.</summary>
    public string? FirstCursor(IReadOnlyDictionary<string, string> found) => _builder.FirstCursor(scheduler.Time.GetUtcNow(), found, scope.Key is { } key ? [key] : []);

    /// <summary>Asks for the head.</summary>
    public ValueTask<AnswerVerdict> ProbeAsync(CancellationToken cancellationToken) =>
        (_shape.Cursor.Probe.Call ?? _shape.Cursor.Start) is { } call
            ? CallAsync(call, null, cancellationToken)
            : ValueTask.FromResult<AnswerVerdict>(new AnswerVerdict.Called(new Dictionary<string, string>(), []));

    /// <summary>Whether the head that a probe found is lower than the cursor.</summary>
    public bool IsLower(IReadOnlyDictionary<string, string> found, string? cursor) =>
        cursor is not null && _cursor.Encode(found.Where(pair => IsPart(pair.Key)).ToDictionary()) is { } head && _cursor.IsLower(head, cursor);

    /// <summary>The cursor before everything, for a backend that began anew where the first poll begins at the tail: all of its new life is news. Null: the first poll's.</summary>
    public string? Lowest() => _shape.Session is null && _shape.Cursor.Initial == CursorInitial.Tail && _shape.Cursor.Parts.All(part => part.Type == CursorType.Int)
        ? _cursor.Encode(_shape.Cursor.Parts.ToDictionary(part => part.Var, _ => "0"))
        : null;

    /// <summary>Takes variables from an answer; the cursor with those of them that are its parts.</summary>
    public string? Adopt(IReadOnlyDictionary<string, string> set, string? cursor)
    {
        var parts = cursor is null ? [] : _cursor.Decode(cursor)?.ToDictionary() ?? [];
        foreach (var (name, value) in set)
        {
            if (IsPart(name))
            {
                parts[name] = value;
            }

            Keep(name, value);
        }

        return parts.Count == 0 ? cursor : _cursor.Encode(parts) ?? cursor;
    }

    /// <summary>Says goodbye, where the shape knows how. What becomes of it is not waited for long.</summary>
    public async ValueTask CloseAsync()
    {
        if (_shape.Session?.Close is { } close && IsOpen)
        {
            try
            {
                await backend.AskAsync(_builder.Call(close, Ask(null)), Grace, CancellationToken.None).ConfigureAwait(false);
            }
            catch (FormatException)
            {
                // a variable that its steps never gave: there is nothing to close
            }
        }
    }

    private async ValueTask<AnswerVerdict> CallAsync(ShapeCall call, string? cursor, CancellationToken cancellationToken)
    {
        var answer = await backend.AskAsync(_builder.Call(call, Ask(cursor)), CallDeadline, cancellationToken).ConfigureAwait(false);
        return answer.Answer is null ? new AnswerVerdict.Broken("backend", answer.Fault!) : _reader.Read(call, answer.Answer);
    }

    private PollAsk Ask(string? cursor) => new() { Variables = _variables, Cursor = cursor, Credentials = scope.Credentials };

    private bool IsPart(string name) => _shape.Cursor.Parts.Any(part => part.Var == name);

    private void Keep(string name, string value)
    {
        if (!IsPart(name))
        {
            _variables[name] = value;
        }
    }
}
