using Microsoft.AspNetCore.Http;

namespace Bridge.Migration;

/// <summary>What the script in a page says with a poll: <c>Bridge-Poll: place; tab=k3f9x2ab; late</c>. A poll without it comes from a page without the script.</summary>
/// <param name="Kind">What is wanted.</param>
/// <param name="Tab">Which tab; null: it doesn't say.</param>
/// <param name="IsLate">Whether scripts ran before it that may have kept what it replaces.</param>
internal readonly record struct PollNote(PollNoteKind Kind, string? Tab, bool IsLate)
{
    /// <summary>The header.</summary>
    public const string Header = "Bridge-Poll";

    private const int LongestTab = 32;

    /// <summary>Takes the note off a request: a backend must not see it.</summary>
    public static PollNote Take(HttpRequest request)
    {
        if (!request.Headers.Remove(Header, out var value))
        {
            return default;
        }

        var parts = value.ToString().Split(';', StringSplitOptions.TrimEntries);
        var kind = parts[0] switch
        {
            "place" => PollNoteKind.Place,
            "audit" => PollNoteKind.Audit,
            "pass" => PollNoteKind.Pass,
            _ => PollNoteKind.None,
        };
        var tab = parts.FirstOrDefault(part => part.StartsWith("tab=", StringComparison.Ordinal))?[4..];
        return new PollNote(kind, tab is { Length: > 0 and <= LongestTab } && tab.All(char.IsAsciiLetterOrDigit) ? tab : null, parts.Contains("late"));
    }
}
