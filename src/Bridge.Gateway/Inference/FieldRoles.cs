using System.Globalization;
using Bridge.PollShapes;

namespace Bridge.Gateway.Inference;

/// <summary>What the fields of an endpoint's requests are for.</summary>
internal sealed class FieldRoles
{
    private static readonly string[] UsualBusters = ["_", "__", "_t", "_ts", "_dc", "_nonce", "cb", "cachebuster", "_cachebuster", "nocache", "no_cache", "rand", "random", "rnd"];

    private readonly Endpoint _endpoint;

    private FieldRoles(Endpoint endpoint, IReadOnlyList<AnswerPlace> places, IReadOnlyList<FieldName> question)
    {
        (_endpoint, Question) = (endpoint, question);
        Endpoint.Link(endpoint.Polls, question);
        var search = new CursorSearch(endpoint.Polls, places);
        var moving = Names(endpoint).Where(name => IsMoving(endpoint, name) && !question.Contains(name)).ToList();
        Cursor = [.. moving.Select(search.Find).OfType<CursorFind>()];
        var rest = moving.Where(name => Cursor.All(find => find.Field != name)).ToList();
        Ignored = [.. rest.Where(IsBuster)];
        Unexplained = [.. rest.Except(Ignored).Where(name => name.Place != RequestPlace.Header)];
        Passed = [.. rest.Except(Ignored).Where(name => name.Place == RequestPlace.Header)];
        Constant = [.. Names(endpoint).Where(name => !IsMoving(endpoint, name) && !question.Contains(name))];
    }

    /// <summary>What says what is asked for, and differs.</summary>
    public IReadOnlyList<FieldName> Question { get; }

    /// <summary>What moves with the answers.</summary>
    public IReadOnlyList<CursorFind> Cursor { get; }

    /// <summary>What changes and means nothing.</summary>
    public IReadOnlyList<FieldName> Ignored { get; }

    /// <summary>What changes, and nothing says why.</summary>
    public IReadOnlyList<FieldName> Unexplained { get; }

    /// <summary>Headers that change, and nothing says why.</summary>
    public IReadOnlyList<FieldName> Passed { get; }

    /// <summary>What was always the same.</summary>
    public IReadOnlyList<FieldName> Constant { get; }

    /// <summary>Whether bare keys without a value change (<c>?1700000000</c>).</summary>
    public bool HasBare => _endpoint.Polls.SelectMany(poll => poll.Fields).Any(seen => seen.IsBare && !Names(_endpoint).Contains(seen.Name));

    /// <summary>Judges all fields: with as few of them as possible taken for what is asked for.</summary>
    public static FieldRoles Of(Endpoint endpoint)
    {
        var polls = endpoint.Polls;
        var candidates = Names(endpoint).Where(name => name.Place is not (RequestPlace.Header or RequestPlace.Path) && IsMoving(endpoint, name)
            && polls.Select(poll => poll.Value(name)).Distinct().Count() <= polls.Count / 2).Take(4).ToList();
        var places = AnswerPlace.Of(polls);
        return Subsets(candidates)
            .Select(question => new FieldRoles(endpoint, places, [.. endpoint.PathVariables, .. question]))
            .OrderBy(roles => roles.Unexplained.Count).ThenByDescending(roles => roles.Cursor.Sum(find => find.Moves) > 0)
            .ThenBy(roles => roles.Question.Count).ThenByDescending(roles => roles.Cursor.Sum(find => find.Moves)).First().Linked();
    }

    /// <summary>Whether the field stands in some requests only, and not because those began.</summary>
    public static IReadOnlyList<FieldName> Modes(Endpoint endpoint) =>
    [
        .. from name in endpoint.Polls.SelectMany(poll => poll.Fields).Where(field => !field.IsBare && field.Name.Place != RequestPlace.Header).Select(field => field.Name).Distinct()
           let have = endpoint.Polls.Count(poll => poll.Value(name) is not null)
           where have < endpoint.Polls.Count && endpoint.Polls.SkipWhile(poll => poll.Value(name) is null).Any(poll => poll.Value(name) is null)
               && endpoint.Polls.Select(poll => poll.Value(name)).OfType<string>().Distinct().Count() <= Math.Max(1, have / 2)
           select name,
    ];

    /// <summary>The values of a field, in order; requests without it are passed over.</summary>
    public IEnumerable<string> Values(FieldName name) => _endpoint.Polls.Select(poll => poll.Value(name)).OfType<string>();

    // Another try may have linked the polls in its own way.
    private FieldRoles Linked()
    {
        Endpoint.Link(_endpoint.Polls, Question);
        return this;
    }

    private static IEnumerable<FieldName> Names(Endpoint endpoint) =>
        endpoint.Polls.SelectMany(poll => poll.Fields).GroupBy(field => field.Name)
            .Where(seen => !seen.First().IsBare || seen.Count() == endpoint.Polls.Count).Select(seen => seen.Key);

    private static bool IsMoving(Endpoint endpoint, FieldName name) => endpoint.Polls.Select(poll => poll.Value(name)).Distinct().Count() > 1;

    private static IEnumerable<IReadOnlyList<FieldName>> Subsets(IReadOnlyList<FieldName> names) =>
        Enumerable.Range(0, 1 << names.Count).Select(bits => (IReadOnlyList<FieldName>)[.. names.Where((_, at) => (bits >> at & 1) == 1)]);

    private bool IsBuster(FieldName name)
    {
        var polls = _endpoint.Polls.Where(poll => poll.Value(name) is not null).ToList();
        var values = polls.Select(poll => poll.Value(name)!).ToList();
        if (name.Place == RequestPlace.Header || values.Any(value => _endpoint.Polls.Any(poll => Says(poll, value))))
        {
            return false;
        }

        return UsualBusters.Contains(name.Key.ToLowerInvariant())
            || (values.Distinct().Count() >= values.Count * 9 / 10
                && (polls.All(poll => IsNear(poll.Exchange.Started, poll.Value(name)!)) || values.All(value => value.StartsWith("0.", StringComparison.Ordinal) || Secrets.Looks(value))));
    }

    private static bool Says(Poll poll, string value) => value.Length >= 4 && poll.Body.Span.IndexOf(System.Text.Encoding.UTF8.GetBytes(value)) >= 0;

    /// <summary>Whether it is the time of the request, or of that of the page's load, which some count on from.</summary>
    private static bool IsNear(DateTimeOffset time, string value) =>
        CursorText.TryNumber(value, out var number)
        && (Math.Abs(number - time.ToUnixTimeMilliseconds()) < TimeSpan.FromDays(1).TotalMilliseconds || Math.Abs(number - time.ToUnixTimeSeconds()) < TimeSpan.FromDays(1).TotalSeconds);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Cursor.Count} cursors, {Question.Count} questions");
}
