using System.Text;
using System.Text.Json.Nodes;
using Bridge.Messaging;
using Bridge.PollShapes;

namespace Bridge.Gateway.Inference;

/// <summary>Plays a recording with a shape: what the bridge makes of it is held against what was recorded.</summary>
internal sealed class Rehearsal
{
    private readonly List<string> _differences = [];

    private Rehearsal(IReadOnlyList<string> faults) => Faults = faults;

    /// <summary>What is wrong with the shape itself; empty: nothing.</summary>
    public IReadOnlyList<string> Faults { get; }

    /// <summary>How many requests there were.</summary>
    public int Polls { get; private set; }

    /// <summary>How many of them the shape recognises.</summary>
    public int Matched { get; private set; }

    /// <summary>Why one isn't recognised.</summary>
    public string? Unmatched { get; private set; }

    /// <summary>How many answers there were.</summary>
    public int Answers { get; private set; }

    /// <summary>How many of them it understands.</summary>
    public int Understood { get; private set; }

    /// <summary>Why one isn't understood.</summary>
    public string? Broken { get; private set; }

    /// <summary>How many requests followed an answer.</summary>
    public int Steps { get; private set; }

    /// <summary>How many of them stood where the shape says.</summary>
    public int Followed { get; private set; }

    /// <summary>How many of the understood answers it makes again, to the last byte.</summary>
    public int Remade { get; private set; }

    /// <summary>Where the others differ.</summary>
    public IReadOnlyList<string> Differences => _differences;

    /// <summary>Whether the shape can be used: nine in ten are understood.</summary>
    public bool IsUsable => Faults.Count == 0 && Matched * 10 >= Polls * 9 && Understood * 10 >= Answers * 9 && Followed * 10 >= Steps * 9;

    /// <summary>Plays it.</summary>
    public static Rehearsal Of(string name, JsonObject json, Endpoint endpoint, bool hasBeats)
    {
        var faults = new OptionFaults();
        var shape = PollShapeReader.Read("Shapes:" + name, Encoding.UTF8.GetBytes(json.ToJsonString()), faults);
        var rehearsal = new Rehearsal(faults.Found);
        if (faults.Found.Count == 0)
        {
            rehearsal.Play(shape, endpoint.Polls, hasBeats);
        }

        return rehearsal;
    }

    private void Play(PollShape shape, IReadOnlyList<Poll> polls, bool hasBeats)
    {
        var (matcher, reader, builder) = (new ShapeMatcher(shape, new byte[32]), new AnswerReader(shape), new AnswerBuilder(shape));
        var next = new Dictionary<Poll, string?>();
        string? first = null;
        foreach (var poll in polls)
        {
            Polls++;
            var outcome = matcher.Match(poll.Exchange.Request);
            if (outcome.Match is not { } match)
            {
                Unmatched ??= outcome.Why;
                continue;
            }

            Matched++;
            first ??= match.Cursor;
            if (poll.Before is { } before && next.TryGetValue(before, out var expected) && expected is not null && (match.Cursor == expected || match.Cursor != first))
            {
                Steps++;
                Followed += match.Cursor == expected ? 1 : 0;
            }

            if (poll.Usable is { } answer)
            {
                Answers++;
                Hold(reader.Read(answer, match.Cursor), answer, poll, shape, builder, hasBeats, next);
            }
        }
    }

    private void Hold(AnswerVerdict verdict, LegacyAnswer answer, Poll poll, PollShape shape, AnswerBuilder builder, bool hasBeats, Dictionary<Poll, string?> next)
    {
        var (items, cursor) = verdict switch
        {
            AnswerVerdict.News news => (news.Items, news.Cursor),
            AnswerVerdict.Nothing nothing => ([], nothing.Cursor),
            _ => (null, null),
        };
        if (items is null)
        {
            Broken ??= verdict is AnswerVerdict.Broken broken ? $"{broken.Where}: {broken.What}" : "a rule fits";
            return;
        }

        Understood++;
        next[poll] = cursor;
        var difference = builder.Build(items, cursor, cursor) is { } made ? Difference(made, answer, shape, hasBeats ? AnswerTemplate.Lead(poll) : 0) : null;
        Remade += difference is null ? 1 : 0;
        if (difference is not null && !_differences.Contains(difference))
        {
            _differences.Add(difference);
        }
    }

    private static string? Difference(LegacyAnswer made, LegacyAnswer recorded, PollShape shape, int beats)
    {
        if (made.Status != recorded.Status)
        {
            return $"status {made.Status} instead of {recorded.Status}";
        }

        foreach (var (name, _) in made.Headers)
        {
            if (made.Header(name) != recorded.Header(name))
            {
                return $"another {name}";
            }
        }

        var body = recorded.Body[beats..];
        var same = made.Body.Span.CommonPrefixLength(body.Span);
        return same == made.Body.Length && same == body.Length ? null
            : $"{(shape.Items.Form == ItemsForm.Array ? "an answer" : "a body")} of {recorded.Body.Length} bytes, from byte {same} on";
    }
}
