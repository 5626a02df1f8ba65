using System.Text;
using System.Text.RegularExpressions;
using Bridge.PollShapes;
using Bridge.Upstream;

namespace Bridge.Tests.Upstream;

/// <summary>A backend of items with ids 1, 2, 3 …, which holds a poll until there is something after its <c>lastId</c>.</summary>
internal sealed partial class EventsBackend : IBackend
{
    private readonly List<(long After, TaskCompletionSource<BackendAnswer> Answer)> _held = [];

    /// <summary>What it knows.</summary>
    public List<string> Items { get; } = [];

    /// <summary>Every request's target.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>Whether items at the cursor are told again.</summary>
    public bool IsInclusive { get; init; }

    /// <summary>How many items one behind the other share a cursor, <c>t</c>; they are told apart by their ids.</summary>
    public int PerCursor { get; init; } = 1;

    /// <summary>What it answers instead of items; null: items.</summary>
    public Func<LegacyRequest, BackendAnswer?> Instead { get; set; } = _ => null;

    /// <summary>How many polls it holds.</summary>
    public int Held => _held.Count;

    /// <summary>The most it ever held at once.</summary>
    public int MostHeld { get; private set; }

    public async ValueTask<BackendAnswer> AskAsync(LegacyRequest request, TimeSpan deadline, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Asked.Add(request.Target);
        if (Instead(request) is { } other)
        {
            return other;
        }

        if (request.Path == "/head")
        {
            return Json($$"""{"head":{{Head}}}""");
        }

        var after = long.Parse(LastId().Match(request.Query).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        if (after < Head)
        {
            return Json(After(after));
        }

        var held = (after, new TaskCompletionSource<BackendAnswer>());
        _held.Add(held);
        MostHeld = Math.Max(MostHeld, _held.Count);
        using var gone = cancellationToken.Register(() =>
        {
            _held.Remove(held);
            held.Item2.TrySetCanceled(cancellationToken);
        });
        return await held.Item2.Task;
    }

    /// <summary>Adds items, and answers who waits.</summary>
    public void Add(params string[] texts)
    {
        foreach (var text in texts)
        {
            Items.Add(PerCursor == 1 ? $$"""{"id":{{Items.Count + 1}},"text":"{{text}}"}""" : $$"""{"id":{{Items.Count + 1}},"t":{{(Items.Count / PerCursor) + 1}},"text":"{{text}}"}""");
        }

        End(after => Json(After(after)));
    }

    /// <summary>Ends every hold with nothing.</summary>
    public void EndHolds() => End(_ => Json("[]"));

    /// <summary>Breaks every hold, forgets everything, and counts from 1 again.</summary>
    public void Restart()
    {
        Items.Clear();
        End(_ => BackendAnswer.None("The answer broke off."));
    }

    public static BackendAnswer Json(string body, int status = 200) => new(new LegacyAnswer { Status = status, Body = Encoding.UTF8.GetBytes(body) }, null);

    private long Head => (Items.Count + PerCursor - 1) / PerCursor;

    private string After(long after) => $"[{string.Join(", ", Items.Skip((int)(IsInclusive && after > 0 ? after - 1 : after) * PerCursor))}]";

    private void End(Func<long, BackendAnswer> answer)
    {
        var held = _held.ToArray();
        _held.Clear();
        foreach (var (after, waiting) in held)
        {
            waiting.SetResult(answer(after));
        }
    }

    [GeneratedRegex("lastId=([0-9]+)")]
    private static partial Regex LastId();
}
