namespace Bridge.Tests.Docs;

/// <summary>Finds the pages of docs.</summary>
internal static class DocPages
{
    /// <summary>The rows of the table behind a mark, without their outer bars.</summary>
    public static IEnumerable<string> TableOf(string page, string table) => File.ReadLines(PathOf(page))
        .SkipWhile(line => line != $"<!-- table:{table} -->").Skip(3).TakeWhile(line => line.StartsWith('|')).Select(line => line.Trim('|', ' '));

    /// <summary>The full path of a page.</summary>
    public static string PathOf(string page) => Path.Combine(Root(), "docs", page);

    /// <summary>The folder of the solution.</summary>
    public static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Bridge.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("There is no Bridge.sln above the tests.");
        }

        return folder.FullName;
    }
}
