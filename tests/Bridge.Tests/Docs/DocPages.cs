namespace Bridge.Tests.Docs;

/// <summary>Finds the pages of docs.</summary>
internal static class DocPages
{
    /// <summary>The full path of a page.</summary>
    public static string PathOf(string page)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Bridge.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("There is no Bridge.sln above the tests.");
        }

        return Path.Combine(folder.FullName, "docs", page);
    }
}
