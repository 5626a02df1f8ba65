using System.Text.RegularExpressions;

namespace Bridge.Architecture;

/// <summary>What a source file declares. Namespaces are file-scoped here, so that a top-level type begins at the start of a line.</summary>
public sealed partial class SourceFile(string text)
{
    public IReadOnlyList<string> Namespaces { get; } = [.. Namespace().Matches(text).Select(match => match.Groups["name"].Value)];

    public IReadOnlyList<string> PublicTypes { get; } = [.. PublicType().Matches(text).Select(match => match.Groups["name"].Value)];

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(
        @"^public (?:\w+ )*?(?:(?:class|interface|enum|(?:record )?struct|record(?: class)?) (?<name>\w+)|delegate .+? (?<name>\w+)(?:<[\w, ]+>)?\()",
        RegexOptions.Multiline)]
    private static partial Regex PublicType();
}
