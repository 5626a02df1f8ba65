using System.Globalization;
using System.Text.Json;

namespace Bridge.PollShapes;

/// <summary>Reads a backend's answers. It throws for no answer, and its time grows with the answer's length alone.</summary>
internal sealed class AnswerReader
{
    private readonly PollShape _shape;
    private readonly AnswerItems _items;
    private readonly AnswerCursor _cursor;

    /// <summary>Takes a shape that was checked.</summary>
    public AnswerReader(PollShape shape)
    {
        _shape = shape;
        _items = new AnswerItems(shape);
        _cursor = new AnswerCursor(shape, _items);
    }

    /// <summary>What a poll's answer says.</summary>
    /// <param name="answer">The answer. Items are slices of its body.</param>
    /// <param name="asked">The cursor that was asked with; null: none.</param>
    public AnswerVerdict Read(LegacyAnswer answer, string? asked)
    {
        using var view = new AnswerView(answer);
        return (Rule(view) ?? Empty(view, asked) ?? Items(view, asked)) with { Pace = AnswerDelay.Read(_shape.Pace.From, view) };
    }

    /// <summary>What the answer of a call beside the polls says.</summary>
    public AnswerVerdict Read(ShapeCall call, LegacyAnswer answer)
    {
        using var view = new AnswerView(answer);
        if (Rule(view) is { } ruled)
        {
            return ruled;
        }

        if (Unusable(view) is { } unusable)
        {
            return unusable;
        }

        var items = new List<AnswerItem>();
        return Extract(call.Extract, view, out var found) ?? (call.Emit ? Wanted(view, null, items) : null) ?? (AnswerVerdict)new AnswerVerdict.Called(found, items);
    }

    private AnswerVerdict? Rule(AnswerView view)
    {
        foreach (var rule in _shape.Rules)
        {
            if (AnswerTest.Holds(rule.When, view, _shape.Items.Form == ItemsForm.Text))
            {
                var items = new List<AnswerItem>();
                return Extract(rule.Set, view, out var set)
                    ?? (rule.Emit ? Wanted(view, null, items) : null)
                    ?? (AnswerVerdict)new AnswerVerdict.Ruled(rule, AnswerDelay.Read(rule.DelayFrom, view), set, items);
            }
        }

        return null;
    }

    private AnswerVerdict? Empty(AnswerView view, string? asked)
    {
        for (var form = 0; form < _shape.Empty.Count; form++)
        {
            if (AnswerTest.Holds(_shape.Empty[form], view))
            {
                return Nothing(form, view, asked, []);
            }
        }

        return view.Answer.IsCut && _shape.Wait.Cut == WaitCut.Empty ? Nothing(-1, view, asked, []) : Unusable(view);
    }

    private AnswerVerdict Items(AnswerView view, string? asked)
    {
        string? next = null;
        if ((_items.Read(view, out var found) ?? _cursor.Read(view, asked, found, out next)) is { } broken)
        {
            return broken;
        }

        var items = new List<AnswerItem>(found.Count);
        foreach (var item in found.Where(item => item.IsWanted))
        {
            items.Add(_items.Made(item, view.Body, _cursor.After(item, asked)));
        }

        return items.Count > 0 ? new AnswerVerdict.News(items, next, More(view)) : new AnswerVerdict.Nothing(-1, next, More(view));
    }

    private AnswerVerdict Nothing(int form, AnswerView view, string? asked, IReadOnlyList<AnswerItems.FoundItem> found) =>
        _cursor.Read(view, asked, found, out var next) is { } broken ? broken : new AnswerVerdict.Nothing(form, next, null);

    private AnswerVerdict.Broken? Wanted(AnswerView view, string? asked, List<AnswerItem> items)
    {
        var broken = _items.Read(view, out var found);
        items.AddRange(found.Where(item => item.IsWanted).Select(item => _items.Made(item, view.Body, _cursor.After(item, asked))));
        return broken;
    }

    private static AnswerVerdict.Broken? Unusable(AnswerView view) =>
        view.Answer.IsCut ? new("wait.deadline", "The answer was cut by the deadline.")
        : view.Answer.Status is >= 200 and <= 299 ? null
        : new("rules", string.Create(CultureInfo.InvariantCulture, $"No rule fits the status {view.Answer.Status}."));

    private static AnswerVerdict.Broken? Extract(IReadOnlyList<CallExtract> extracts, AnswerView view, out IReadOnlyDictionary<string, string> found)
    {
        var values = new Dictionary<string, string>();
        found = values;
        foreach (var extract in extracts)
        {
            // A default stands for what isn't there, not for what can't be read: an error page would look like an empty backend.
            if (extract.From == CursorSource.Body && view.Json is null)
            {
                return new(extract.Var, view.IsBlank ? "The body is empty." : "The body is no JSON.");
            }

            var text = view.Text(extract.From, extract.Path);
            var value = text is null ? extract.Default : AnswerCursor.Value(false, extract.Add, text);
            if (value is null)
            {
                return new(extract.Var, $"There is {(text is null ? "nothing" : "no whole number")} at {ChoiceText.Of(extract.From)} '{extract.Path}'.");
            }

            values[extract.Var] = value;
        }

        return null;
    }

    private string? More(AnswerView view)
    {
        if (_shape.Cursor.More is not { } more || view.Find(more.Path) is not { } value || value.ValueKind is JsonValueKind.Null or JsonValueKind.False)
        {
            return null;
        }

        var text = JsonReading.Text(value);
        return text is null or "" or "0" ? null : value.ValueKind == JsonValueKind.True ? "" : text;
    }
}
