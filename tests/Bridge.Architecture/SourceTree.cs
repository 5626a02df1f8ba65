namespace Bridge.Architecture;

/// <summary>The source files of src/Bridge.</summary>
public static class SourceTree
{
    private static readonly string Root = FindRoot();

    /// <summary>Paths below src/Bridge, with forward slashes.</summary>
    public static IEnumerable<string> Files =>
        Directory.EnumerateFiles(Root, "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(file => !file.StartsWith("bin/", StringComparison.Ordinal) && !file.StartsWith("obj/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    public static SourceFile Read(string file) => new(File.ReadAllText(Path.Combine(Root, file)));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Bridge.sln")))
            {
                return Path.Combine(folder.FullName, "src", "Bridge");
            }
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Bridge.sln: run the tests where they were built.");
    }
}
