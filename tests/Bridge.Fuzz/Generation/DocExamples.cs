using System.Text;

namespace Bridge.Fuzz.Generation;

/// <summary>The examples of docs/: what they send is where the corpus begins.</summary>
internal static class DocExamples
{
    private static readonly string[] Lines = [.. ((string[])["docs/protocol.md", "docs/dialects/plain.md"]).SelectMany(page => File.ReadLines(Path.Combine(Root(), page)))];

    /// <summary>Every message that a client sends on a socket or in a body.</summary>
    public static IReadOnlyList<byte[]> Messages { get; } =
        [.. Lines.Select(line => line.StartsWith("> ", StringComparison.Ordinal) ? line[2..] : line).Where(line => line.StartsWith("[{\"type\"") || line.StartsWith("{\"type\"")).Select(Concrete).Distinct().Select(Encoding.UTF8.GetBytes)];

    /// <summary>Every request, up to its <c>---</c>.</summary>
    public static IReadOnlyList<string> Requests { get; } = [.. Blocks()];

    /// <summary>The repository's folder.</summary>
    public static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Bridge.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Bridge.sln: run it where it was built.");
    }

    private static IEnumerable<string> Blocks()
    {
        for (var i = 0; i < Lines.Length; i++)
        {
            if (Lines[i] == "```exchange")
            {
                var lines = Lines.Skip(i + 1).TakeWhile(line => line != "---").ToList();
                var body = lines.FindIndex(line => line is ['{' or '[', ..]);
                yield return body < 0 ? string.Join("\n", lines) + "\n\n" : $"{string.Join("\n", lines[..body])}\n\n{string.Join("\n", lines[body..])}";
            }
        }
    }

    private static string Concrete(string text) => text.Replace("$start", "k3f9x2ab-0").Replace("$first", "k3f9x2ab-1").Replace("$token", "t");
}
