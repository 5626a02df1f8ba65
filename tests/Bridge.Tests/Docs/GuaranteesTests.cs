using System.Text.RegularExpressions;

namespace Bridge.Tests.Docs;

/// <summary>docs/guarantees.md names, for every promise, tests that are there.</summary>
public sealed partial class GuaranteesTests
{
    private static readonly string[] Folders = ["tests", "e2e", Path.Combine("src", "ClientShim", "test")];

    [Fact]
    public void Every_promise_has_a_test()
    {
        var promised = File.ReadLines(DocPages.PathOf("guarantees.md")).Select(line => Promise().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value).ToList();
        var tested = Rows().SelectMany(row => row.Lines.Split(' ')).ToHashSet();

        Assert.True(promised.Count > 15);
        Assert.Equal([], promised.Where(line => !tested.Contains(line)));
    }

    [Fact]
    public void Every_test_that_is_named_is_there_and_tests_something()
    {
        var files = Folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(DocPages.Root(), folder), "*.*s", SearchOption.AllDirectories))
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .ToList();

        Assert.All(Rows().SelectMany(row => row.Tests), test =>
        {
            var name = test.EndsWith(".ts", StringComparison.Ordinal) ? $"/{test}" : $"/{test}.cs";
            var path = Assert.Single(files, path => path.EndsWith(name, StringComparison.Ordinal));
            Assert.Matches(@"\[Fact|\[Theory|\bit\(", File.ReadAllText(path));
        });
    }

    private static List<(string Lines, List<string> Tests)> Rows() =>
        [.. DocPages.TableOf("guarantees.md", "tests").Select(row => row.Split('|', 2)).Select(row => (row[0].Trim(), Named().Matches(row[1]).Select(match => match.Groups[1].Value).ToList()))];

    [GeneratedRegex(@"^\| ([GS][0-9]+) \|")]
    private static partial Regex Promise();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Named();
}
