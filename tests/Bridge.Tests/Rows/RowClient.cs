using System.Text;
using System.Text.Json;
using Bridge.PollShapes;

namespace Bridge.Tests.Rows;

/// <summary>A page that polls as it always did. It knows nothing of shapes: it is who judges what the bridge makes of them.</summary>
internal abstract class RowClient
{
    private List<string> _seen = [];

    /// <summary>The items that it saw, as they stood in answers.</summary>
    public List<string> Seen => _seen;

    /// <summary>How many items it wants at once; null: it doesn't say.</summary>
    public int? Limit { get; set; }

    /// <summary>How long it pauses between two polls.</summary>
    public virtual TimeSpan Interval => TimeSpan.Zero;

    /// <summary>A poll such as all of its polls are.</summary>
    public abstract LegacyRequest Question { get; }

    /// <summary>What it asks next.</summary>
    public virtual LegacyRequest Next() => Question;

    /// <summary>Takes an answer.</summary>
    public abstract void Take(LegacyAnswer answer);

    /// <summary>Another page that stands where this one does.</summary>
    public RowClient Copy()
    {
        var copy = (RowClient)MemberwiseClone();
        copy._seen = [.. _seen];
        return copy;
    }

    protected static string Text(LegacyAnswer answer) => Encoding.UTF8.GetString(answer.Body.Span);

    protected static JsonElement Json(LegacyAnswer answer) => JsonDocument.Parse(answer.Body).RootElement;

    protected static LegacyRequest Get(string target, params (string Name, string Value)[] headers) => PollShapes.Samples.Get(target, headers);
}
