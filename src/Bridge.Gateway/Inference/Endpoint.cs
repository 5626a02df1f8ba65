using Bridge.PollShapes;

namespace Bridge.Gateway.Inference;

/// <summary>An address that was asked again and again.</summary>
/// <param name="Method">The method.</param>
/// <param name="Origin">Scheme, host and port.</param>
/// <param name="Path">The path, with variables where addresses were taken together.</param>
/// <param name="Polls">The requests, in the order in which they began.</param>
internal sealed record Endpoint(string Method, string Origin, string Path, IReadOnlyList<Poll> Polls)
{
    /// <summary>The most requests that are looked at: what isn't seen in so many isn't seen in more.</summary>
    public const int MostPolls = 400;

    /// <summary>The variables of the path.</summary>
    public IReadOnlyList<FieldName> PathVariables { get; } = [.. new PathTemplate(Path).Variables.Select(name => new FieldName(RequestPlace.Path, name))];

    /// <summary>How it is called in reports.</summary>
    public override string ToString() => $"{Method} {Path}";

    /// <summary>Those of the requests that have these fields, as an address of its own.</summary>
    public Endpoint Only(IEnumerable<Poll> polls) => this with { Polls = [.. polls] };

    /// <summary>Says of each poll what its page knew when it asked: the last answer to the same question.</summary>
    /// <param name="polls">The polls, in the order in which they began.</param>
    /// <param name="question">What tells questions apart, beside the page.</param>
    public static void Link(IReadOnlyList<Poll> polls, IReadOnlyCollection<FieldName> question)
    {
        var slack = TimeSpan.FromMilliseconds(50); // an answer's end is rounded, and a page may ask from within it
        foreach (var stream in polls.GroupBy(poll => string.Join('\n', question.Select(poll.Value).Prepend(poll.Exchange.Page))).Select(group => group.ToList()))
        {
            for (var i = 0; i < stream.Count; i++)
            {
                var began = stream[i].Exchange.Started + slack;
                var before = stream.Take(i).Reverse().ToList();
                stream[i].Last = before.FirstOrDefault();
                stream[i].Before = before.Take(20).FirstOrDefault(known => known.Usable is not null && known.Exchange.Ended <= began);
            }
        }
    }
}
