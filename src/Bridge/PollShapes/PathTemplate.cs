namespace Bridge.PollShapes;

/// <summary>The template of a path: at most one variable in each segment, so that there is one way to read it.</summary>
internal sealed class PathTemplate(string text)
{
    private readonly Template[] _segments = [.. text.Split('/').Select(segment => new Template(segment))];

    /// <summary>The names of its variables.</summary>
    public IEnumerable<string> Variables => _segments.SelectMany(segment => segment.Variables);

    /// <summary>What is wrong with it; null: nothing.</summary>
    public string? Fault =>
        _segments.Any(segment => segment.HasStrayBraces) ? "has a brace that belongs to no variable; a variable is {name}."
        : _segments.Any(segment => segment.Variables.Count() > 1) ? "has two variables in one segment: they can't be told apart."
        : Variables.Distinct().Count() < Variables.Count() ? "has the same variable twice."
        : null;

    /// <summary>The path with its variables, percent-encoded; null when one is unknown, empty or would change the path's segments.</summary>
    public string? Fill(Func<string, string?> value)
    {
        // A segment of dots would be taken out on the way.
        string? Encoded(string name) => value(name) is { Length: > 0 } known ? PercentText.Encode(known) : null;
        var segments = _segments.Select(segment => segment.Fill(Encoded)).ToList();
        return segments.Any(segment => segment is null or "." or "..") ? null : string.Join('/', segments);
    }

    /// <summary>The variables of a path as it was on the wire; null when it is another path.</summary>
    public IReadOnlyDictionary<string, string>? Read(string path)
    {
        var segments = path.Split('/');
        if (segments.Length != _segments.Length)
        {
            return null;
        }

        var values = new Dictionary<string, string>();
        for (var i = 0; i < segments.Length; i++)
        {
            if (PercentText.Decode(segments[i], false) is not { } segment)
            {
                return null;
            }

            var (before, variable) = _segments[i].Pieces[0];
            if (variable is null)
            {
                if (segment != before)
                {
                    return null;
                }

                continue;
            }

            var after = _segments[i].Pieces[1].Literal;
            if (segment.Length <= before.Length + after.Length || !segment.StartsWith(before, StringComparison.Ordinal) || !segment.EndsWith(after, StringComparison.Ordinal))
            {
                return null;
            }

            values[variable] = segment[before.Length..^after.Length];
        }

        return values;
    }
}
