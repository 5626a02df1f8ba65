using System.Text.RegularExpressions;

namespace Bridge.Tests.Docs;

/// <summary>docs/attacks.md has one row for each case, and names tests that are there.</summary>
public sealed partial class AttacksTests
{
    private static readonly string[] Folders = ["tests", "e2e", Path.Combine("src", "ClientShim", "test")];

    [Fact]
    public void Each_case_has_one_row_in_order()
    {
        Assert.Equal(Enumerable.Range(1, 50).Select(n => $"S{n}"), Rows().Select(row => row.Case));
    }

    [Fact]
    public void Each_row_says_what_is_done_what_comes_of_it_and_which_test_shows_it_or_why_none_does()
    {
        Assert.All(Rows(), row =>
        {
            Assert.All((string[])[row.Attack, row.Answer, row.Tests], cell => Assert.NotEqual("", cell));
            Assert.True(Named().IsMatch(row.Tests) || row.Tests.StartsWith("left out: ", StringComparison.Ordinal), $"{row.Case}: {row.Tests}");
        });
    }

    [Fact]
    public void Every_test_that_is_named_is_there()
    {
        var sources = Folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(DocPages.Root(), folder), "*.*s", SearchOption.AllDirectories))
            .Where(path => path.EndsWith(".cs", StringComparison.Ordinal) || path.EndsWith(".test.ts", StringComparison.Ordinal))
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(path => (Name: Path.GetFileName(path), Text: File.ReadAllText(path)))
            .ToList();

        Assert.Equal([], Rows().SelectMany(row => Named().Matches(row.Tests)).Select(match => match.Groups[1].Value).Where(test => !sources.Exists(source => Holds(source, test))));
    }

    /// <summary><c>Class.Method</c>, or a file of the shim's tests.</summary>
    private static bool Holds((string Name, string Text) source, string test) => test.EndsWith(".ts", StringComparison.Ordinal)
        ? source.Name == test
        : test.Split('.') is [var type, var method] && Regex.IsMatch(source.Text, $@"\bclass {type}\b") && Regex.IsMatch(source.Text, $@"\[(?:Fact|Theory)(?:(?!public ).)*public (?:async )?(?:Task|void) {method}\(", RegexOptions.Singleline);

    private static List<(string Case, string Attack, string Answer, string Tests)> Rows() =>
    [
        .. DocPages.TableOf("attacks.md", "attacks").Select(row => row.Split(" | ")).Select(cells => (cells[0].Trim(), cells[1].Trim(), cells[2].Trim(), cells[3].Trim())),
    ];

    [GeneratedRegex(@"`([A-Z][A-Za-z0-9]*\.[A-Z][A-Za-z0-9_]+|[A-Za-z]+\.test\.ts)`")]
    private static partial Regex Named();
}
