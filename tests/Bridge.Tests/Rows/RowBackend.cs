using System.Text;
using Bridge.PollShapes;
using Bridge.TestKit;
using Bridge.Upstream;

namespace Bridge.Tests.Rows;

/// <summary>A polling system as it behaves, on a clock that the test moves. Each row says what it answers; holding, breaking and counting are the same for all.</summary>
internal abstract class RowBackend(QueueScheduler scheduler) : IBackend
{
    private readonly List<Held> _held = [];

    /// <summary>Every item that ever was, as it stands in answers.</summary>
    public List<string> Told { get; } = [];

    /// <summary>Every request.</summary>
    public List<LegacyRequest> Asked { get; } = [];

    /// <summary>The most items that it answers at once.</summary>
    public int Cap { get; set; } = int.MaxValue;

    /// <summary>What it does instead of answering; null: it answers.</summary>
    public Func<LegacyRequest, LegacyAnswer, BackendAnswer?> Instead { get; set; } = (_, _) => null;

    /// <summary>Whether it holds polls for ever, whatever they wish.</summary>
    public bool HoldsForEver { get; set; }

    /// <summary>Polls that it holds.</summary>
    public int Holding => _held.Count;

    protected DateTimeOffset Now => scheduler.Time.GetUtcNow();

    /// <summary>How long it holds a poll.</summary>
    protected virtual TimeSpan Hold(LegacyRequest request) => TimeSpan.FromSeconds(25);

    /// <summary>What it answers at once; null: nothing is new.</summary>
    protected abstract LegacyAnswer? Answer(LegacyRequest request);

    /// <summary>What it answers when the hold is over.</summary>
    protected abstract LegacyAnswer Nothing(LegacyRequest request);

    /// <summary>What is there of an answer when it is cut while it holds.</summary>
    protected virtual LegacyAnswer Cut(LegacyRequest request) => new() { IsCut = true };

    /// <summary>Keeps an item.</summary>
    /// <returns>As it stands in answers.</returns>
    protected abstract string Keep(string text);

    /// <summary>Forgets what it has, and counts on.</summary>
    public virtual void Clear() => throw new NotSupportedException();

    /// <summary>Forgets what it has, and counts anew.</summary>
    protected abstract void Forget();

    public async ValueTask<BackendAnswer> AskAsync(LegacyRequest request, TimeSpan deadline, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Asked.Add(request);
        if (Answer(request) is { } answer)
        {
            return Instead(request, answer) ?? new(answer, null);
        }

        if (Instead(request, Nothing(request)) is { } other)
        {
            return other;
        }

        var hold = HoldsForEver ? TimeSpan.FromDays(1) : Hold(request);
        if (hold <= TimeSpan.Zero)
        {
            return new(Nothing(request), null);
        }

        var held = new Held(request);
        _held.Add(held);
        using var due = scheduler.Time.CreateTimer(
            _ => End(held, hold <= deadline ? Nothing(request) : Cut(request)), null, hold < deadline ? hold : deadline, Timeout.InfiniteTimeSpan);
        using var gone = cancellationToken.Register(() =>
        {
            _held.Remove(held);
            held.Answer.TrySetCanceled(cancellationToken);
        });
        return await held.Answer.Task;
    }

    /// <summary>Adds items one by one, each told at once to who waits.</summary>
    public void Add(params string[] texts)
    {
        foreach (var text in texts)
        {
            Told.Add(Keep(text));
            Tell();
        }
    }

    /// <summary>Adds items that nobody is told before all are there.</summary>
    public void AddTogether(params string[] texts)
    {
        Told.AddRange(texts.Select(Keep));
        Tell();
    }

    /// <summary>Begins anew with a lower head; who waits is cut off.</summary>
    public void Restart()
    {
        Forget();
        foreach (var held in _held.ToArray())
        {
            _held.Remove(held);
            held.Answer.TrySetResult(BackendAnswer.None("The answer broke off."));
        }
    }

    protected static LegacyAnswer Json(string body, params (string Name, string Value)[] headers) =>
        PollShapes.Samples.Answer(200, body, [("Content-Type", "application/json"), .. headers]);

    protected static LegacyAnswer Status(int status, params (string Name, string Value)[] headers) => PollShapes.Samples.Answer(status, "", headers);

    /// <summary>A query parameter, decoded; null when it isn't there.</summary>
    protected static string? Query(LegacyRequest request, string key) =>
        request.Query.Split('&').Select(pair => pair.Split('=')).Where(pair => pair[0] == key).Select(pair => Uri.UnescapeDataString(pair.ElementAtOrDefault(1) ?? "")).FirstOrDefault();

    protected static long Number(string? text) => text is { Length: > 0 } ? long.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : 0;

    protected static string Text(ReadOnlyMemory<byte> body) => Encoding.UTF8.GetString(body.Span);

    private void Tell()
    {
        foreach (var held in _held.ToArray())
        {
            if (Answer(held.Request) is { } answer)
            {
                End(held, answer);
            }
        }
    }

    private void End(Held held, LegacyAnswer answer)
    {
        if (_held.Remove(held))
        {
            held.Answer.TrySetResult(Instead(held.Request, answer) ?? new(answer, null));
        }
    }

    private sealed record Held(LegacyRequest Request)
    {
        public TaskCompletionSource<BackendAnswer> Answer { get; } = new();
    }
}
