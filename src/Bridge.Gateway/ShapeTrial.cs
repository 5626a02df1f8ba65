using System.Text;
using Bridge.PollShapes;
using Bridge.Upstream;

namespace Bridge.Gateway;

/// <summary>One endpoint, polled aloud.</summary>
internal sealed class ShapeTrial(PollShape shape, IBackend backend, IReadOnlyDictionary<string, string> variables, TextWriter output)
{
    private const int ShownBytes = 160;
    private static readonly TimeSpan CallDeadline = TimeSpan.FromSeconds(30);

    private readonly PollRequestBuilder _requests = new(shape);
    private readonly AnswerReader _answers = new(shape);
    private int _polls;
    private int _items;
    private int _broken;

    /// <summary>Polls until the token fires; false when no answer made sense.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, string>(variables);
        string? cursor = null;
        try
        {
            foreach (var call in (shape.Session?.Steps ?? []).Concat(shape.Cursor.Start is { } start ? [start] : []))
            {
                await CallAsync(call, found, cancellationToken);
            }

            cursor = _requests.FirstCursor(DateTimeOffset.UtcNow, found, []);
            while (true)
            {
                var pause = await PollAsync(found, cursor, next => cursor = next, cancellationToken);
                await Task.Delay(pause > shape.Pace.Min ? pause : shape.Pace.Min, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            output.WriteLine($"{_polls} polls, {_items} items, {_broken} answers not understood; the cursor stands at {cursor ?? "nothing"}.");
        }

        return _polls > _broken;
    }

    private async Task CallAsync(ShapeCall call, Dictionary<string, string> found, CancellationToken cancellationToken)
    {
        var request = _requests.Call(call, new PollAsk { Variables = found });
        Say("call", $"{request.Method} {request.Target}");
        var answer = await backend.AskAsync(request, CallDeadline, cancellationToken);
        if (answer.Answer is not null && _answers.Read(call, answer.Answer) is AnswerVerdict.Called called)
        {
            foreach (var (name, value) in called.Found)
            {
                found[name] = value;
                Say("found", $"{name} = {value}");
            }

            Show(called.Items);
        }
        else
        {
            Say("broken", answer.Fault ?? $"status {answer.Answer!.Status}: {(_answers.Read(call, answer.Answer) as AnswerVerdict.Broken)?.What ?? "a rule fits"}");
        }
    }

    private async Task<TimeSpan> PollAsync(IReadOnlyDictionary<string, string> found, string? cursor, Action<string?> move, CancellationToken cancellationToken)
    {
        var request = _requests.Poll(new PollAsk { Variables = found, Cursor = cursor });
        Say("ask", $"{request.Method} {request.Target}");
        var answer = await backend.AskAsync(request, shape.Wait.Deadline > TimeSpan.Zero ? shape.Wait.Deadline : shape.Wait.Default + TimeSpan.FromSeconds(10), cancellationToken);
        _polls++;
        var verdict = answer.Answer is null ? new AnswerVerdict.Broken("backend", answer.Fault!) : _answers.Read(answer.Answer, cursor);
        switch (verdict)
        {
            case AnswerVerdict.News news:
                Show(news.Items);
                Moved(cursor, news.Cursor, move);
                return news.Pace ?? shape.Pace.Interval;
            case AnswerVerdict.Nothing nothing:
                Say("empty", nothing.Form >= 0 ? $"as empty[{nothing.Form}] says" : "an answer without items");
                Moved(cursor, nothing.Cursor, move);
                return nothing.Pace ?? shape.Pace.Interval;
            case AnswerVerdict.Ruled ruled:
                Say("rule", $"status {answer.Answer!.Status}: {ruled.Rule.Do}");
                Show(ruled.Items);
                if (ruled.Rule.Do == RuleAction.Restart)
                {
                    Moved(cursor, null, move);
                }

                return ruled.Delay ?? TimeSpan.FromSeconds(1);
            case AnswerVerdict.Broken broken:
                _broken++;
                Say("broken", $"{broken.Where}: {broken.What}{(answer.Answer is { } odd ? $" The answer: {odd.Status} {Shown(odd.Body)}" : "")}");
                return TimeSpan.FromSeconds(1);
            default:
                return TimeSpan.FromSeconds(1);
        }
    }

    private void Show(IReadOnlyList<AnswerItem> items)
    {
        foreach (var item in items)
        {
            _items++;
            Say("item", (item.Id is null ? "" : $"id {item.Id}: ") + Shown(item.Raw));
        }
    }

    private void Moved(string? before, string? after, Action<string?> move)
    {
        if (after != before)
        {
            Say("cursor", $"{before ?? "nothing"} → {after ?? "nothing"}");
        }

        move(after);
    }

    private static string Shown(ReadOnlyMemory<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes.Span[..Math.Min(ShownBytes, bytes.Length)]);
        return string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter)) + (bytes.Length > ShownBytes ? "…" : "");
    }

    private void Say(string what, string text) => output.WriteLine($"{DateTimeOffset.Now:HH:mm:ss.fff}  {what,-6}  {text}");
}
