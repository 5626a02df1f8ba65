using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Bridge.PollShapes;

namespace Bridge.Gateway.Inference;

/// <summary>Finds the text around the items: what of it stays, and what is a cursor or a count.</summary>
internal sealed class AnswerTemplate
{
    private readonly ItemsPlan _plan;
    private readonly IReadOnlyList<(CursorFind Find, string Var)> _cursor;
    private readonly Dictionary<string, string> _variables = [];
    private readonly List<string> _unexplained = [];

    /// <summary>Takes the answers that have items.</summary>
    public AnswerTemplate(ItemsPlan plan, IReadOnlyList<(CursorFind Find, string Var)> cursor, IReadOnlyList<Poll> news, IReadOnlyList<Poll> empties)
    {
        (_plan, _cursor) = (plan, cursor);
        HasBeats = news.Concat(empties).Select(Lead).Distinct().Count() > 1;
        if (plan.Form == ItemsForm.Array)
        {
            Decide(news);
        }

        Body = plan.Form == ItemsForm.Text ? "{items}" : Commonest(news.Select(Of)) ?? "{items}";
        var separators = news.SelectMany(Separators).ToList();
        IsSeparatorSeen = separators.Count > 0;
        Separator = Commonest(separators) ?? Guess();
    }

    /// <summary>The text, with <c>{items}</c> in it.</summary>
    public string Body { get; }

    /// <summary>What stands between two items.</summary>
    public string Separator { get; }

    /// <summary>Whether an answer had two items.</summary>
    public bool IsSeparatorSeen { get; }

    /// <summary>Whether answers begin with signs of life.</summary>
    public bool HasBeats { get; }

    /// <summary>What changes from answer to answer, and nothing says why.</summary>
    public IReadOnlyList<string> Unexplained => _unexplained;

    /// <summary>The text of an answer that says that nothing is new, with variables in the place of what changes.</summary>
    public string OfEmpty(Poll poll) => _plan.Form == ItemsForm.Array ? Of(poll) : Encoding.UTF8.GetString(poll.Body.Span);

    private string Of(Poll poll)
    {
        if (poll.Json is not { } root)
        {
            return Encoding.UTF8.GetString(poll.Body.Span);
        }

        var text = new StringBuilder();
        var at = HasBeats ? Lead(poll) : 0;
        foreach (var (from, length, put) in Holes(poll, root).OrderBy(hole => hole.From))
        {
            text.Append(Encoding.UTF8.GetString(poll.Body.Span[at..from])).Append(put);
            at = from + length;
        }

        return text.Append(Encoding.UTF8.GetString(poll.Body.Span[at..])).ToString();
    }

    /// <summary>How many signs of life stand before an answer.</summary>
    public static int Lead(Poll poll) => poll.Body.Span.IndexOfAnyExcept("\r\n"u8) is > 0 and var lead ? lead : 0;

    private void Decide(IReadOnlyList<Poll> news)
    {
        var values = new Dictionary<string, List<(string Text, Poll Poll)>>();
        foreach (var poll in news)
        {
            AnswerParts.Walk(poll.Json!.Value, "", 0, (path, value) =>
            {
                if (path != _plan.Path && JsonReading.Text(value) is { } text)
                {
                    (values.TryGetValue(path, out var seen) ? seen : values[path] = []).Add((text, poll));
                }
            });
        }

        foreach (var (path, seen) in values)
        {
            var isOne = seen.Select(value => value.Text).Distinct().Count() == 1;
            var variable = _cursor.Where(part => seen.All(value => value.Text == part.Find.After(value.Poll)) && (!isOne || (part.Find.From == CursorSource.Body && part.Find.Path == path)))
                .Select(part => part.Var).FirstOrDefault()
                ?? (!isOne && seen.All(value => value.Text == AnswerParts.Items(value.Poll, _plan.Path).Count.ToString(CultureInfo.InvariantCulture)) ? "count" : null);
            if (variable is not null)
            {
                _variables[path] = variable;
            }
            else if (!isOne)
            {
                _unexplained.Add(path);
            }
        }
    }

    private IEnumerable<(int From, int Length, string Put)> Holes(Poll poll, JsonElement root)
    {
        if (_plan.Form == ItemsForm.Single)
        {
            yield return (Offset(root, poll), JsonMarshal.GetRawUtf8Value(root).Length, "{items}");
            yield break;
        }

        var items = AnswerParts.Items(poll, _plan.Path);
        if (items.Count > 0)
        {
            var from = Offset(items[0], poll);
            yield return (from, Offset(items[^1], poll) + JsonMarshal.GetRawUtf8Value(items[^1]).Length - from, "{items}");
        }

        foreach (var (path, variable) in _variables)
        {
            if (new DottedPath(path).Find(root) is { } value)
            {
                var quotes = value.ValueKind == JsonValueKind.String ? 1 : 0;
                yield return (Offset(value, poll) + quotes, JsonMarshal.GetRawUtf8Value(value).Length - (2 * quotes), $"{{{variable}}}");
            }
        }
    }

    private IEnumerable<string> Separators(Poll poll)
    {
        var items = _plan.Form == ItemsForm.Array ? AnswerParts.Items(poll, _plan.Path) : [];
        for (var i = 1; i < items.Count; i++)
        {
            var end = Offset(items[i - 1], poll) + JsonMarshal.GetRawUtf8Value(items[i - 1]).Length;
            yield return Encoding.UTF8.GetString(poll.Body.Span[end..Offset(items[i], poll)]);
        }
    }

    // White space after the bracket mostly comes again after each comma, and so does that between the members around.
    private string Guess()
    {
        var items = Body.IndexOf("{items}", StringComparison.Ordinal);
        var bracket = items > 0 ? Body.LastIndexOf('[', items) : -1;
        var space = bracket >= 0 && string.IsNullOrWhiteSpace(Body[(bracket + 1)..items]) ? Body[(bracket + 1)..items] : "";
        return space.Length > 0 ? "," + space : Body.Contains(", \"", StringComparison.Ordinal) ? ", " : ",";
    }

    private static int Offset(JsonElement value, Poll poll) => poll.Body.Span.Overlaps(JsonMarshal.GetRawUtf8Value(value), out var offset) ? offset : 0;

    private static string? Commonest(IEnumerable<string> texts) => texts.GroupBy(text => text).OrderByDescending(same => same.Count()).FirstOrDefault()?.Key;
}
