namespace Bridge.Tests.Docs;

/// <summary>One fenced block of a page that is meant to be run.</summary>
/// <param name="Page">The page, under docs.</param>
/// <param name="Section">The heading above it.</param>
/// <param name="Line">The line of its fence, from 1.</param>
/// <param name="Kind">exchange or socket.</param>
/// <param name="Lines">What stands in it.</param>
internal sealed record DocBlock(string Page, string Section, int Line, string Kind, IReadOnlyList<string> Lines)
{
    /// <summary>The blocks of a page, in order.</summary>
    public static IReadOnlyList<DocBlock> Read(string page)
    {
        var lines = File.ReadAllLines(DocPages.PathOf(page));
        var blocks = new List<DocBlock>();
        var section = "";
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith('#'))
            {
                section = lines[i].TrimStart('#', ' ');
            }
            else if (lines[i] is "```exchange" or "```socket")
            {
                var end = Array.IndexOf(lines, "```", i + 1);
                blocks.Add(new DocBlock(page, section, i + 1, lines[i][3..], lines[(i + 1)..end]));
                i = end;
            }
            else if (lines[i].StartsWith("```"))
            {
                i = Array.IndexOf(lines, "```", i + 1);
            }
        }

        return blocks;
    }
}
