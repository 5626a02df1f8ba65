namespace Bridge.Gateway.Inference;

/// <summary>Names for shapes and their channels: what the path says that is neither a variable nor everybody's word.</summary>
internal sealed class ShapeNames
{
    private static readonly string[] Common = ["api", "rest", "ajax", "index", "poll", "polling", "longpoll", "updates", "update", "changes", "events", "get", "list", "feed", "v1", "v2", "v3", "json"];

    private readonly HashSet<string> _taken = [];

    /// <summary>The name for a path.</summary>
    public string For(string path)
    {
        var words = path.Split('/').Where(segment => segment.Length > 0 && !segment.Contains('{')).Select(Word).Where(word => word.Length > 0).ToList();
        var name = words.Count == 0 ? "poll"
            : Common.Contains(words[^1].ToLowerInvariant()) && words.SkipLast(1).LastOrDefault(word => !Common.Contains(word.ToLowerInvariant())) is { } before ? $"{before}-{words[^1]}"
            : words[^1];
        name = name.Length > 40 ? name[..40] : name;
        var (free, again) = (name, 2);
        while (!_taken.Add(free))
        {
            free = $"{name}-{again++}";
        }

        return free;
    }

    // messages.php is about messages.
    private static string Word(string segment) => new string([.. segment.Split('.')[0].Select(sign => char.IsAsciiLetterOrDigit(sign) || sign is '_' or '-' ? sign : '-')]).Trim('-', '_');
}
