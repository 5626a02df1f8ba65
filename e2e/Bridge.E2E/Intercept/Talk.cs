using System.Globalization;

namespace Bridge.E2E.Intercept;

/// <summary>The items of one legacy endpoint: the cursor after the nth is n. They are pushed under the same numbers.</summary>
internal sealed class Talk
{
    private readonly Lock _gate = new();
    private readonly List<string> _items = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _items.Count;
            }
        }
    }

    /// <summary>Ends with the next change.</summary>
    public Task Changed
    {
        get
        {
            lock (_gate)
            {
                return _changed.Task;
            }
        }
    }

    public void Say(string item)
    {
        lock (_gate)
        {
            _items.Add(item);
        }

        Ring();
    }

    /// <summary>Something else has changed that waiters want to look at.</summary>
    public void Ring()
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            (changed, _changed) = (_changed, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        changed.SetResult();
    }

    /// <summary>The items after the cursor, with the cursors after each.</summary>
    public IReadOnlyList<(string Item, int Cursor)> After(int cursor)
    {
        lock (_gate)
        {
            return [.. _items.Select((item, index) => (item, index + 1)).Skip(cursor)];
        }
    }

    /// <summary>What the backend answers.</summary>
    public (string Body, string Cursor) Answer(int cursor)
    {
        var news = After(cursor);
        var last = (cursor + news.Count).ToString(CultureInfo.InvariantCulture);
        return ($$"""{"items":[{{string.Join(',', news.Select(one => one.Item))}}],"last":{{last}}}""", last);
    }
}
