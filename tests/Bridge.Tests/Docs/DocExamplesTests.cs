using Bridge.TestKit.Hosting;

namespace Bridge.Tests.Docs;

/// <summary>What the pages show is what the server does.</summary>
public sealed class DocExamplesTests
{
    private static readonly string[] Pages = ["protocol.md", "dialects/plain.md"];

    public static TheoryData<string, string, int> Blocks()
    {
        var rows = new TheoryData<string, string, int>();
        foreach (var block in Pages.SelectMany(DocBlock.Read))
        {
            rows.Add(block.Page, block.Section, block.Line);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public async Task A_block_of_the_docs_is_what_the_server_does(string page, string section, int line)
    {
        var blocks = DocBlock.Read(page);
        var wanted = blocks.Single(block => block.Line == line);
        Assert.Equal(section, wanted.Section);
        await using var host = await TestHost.StartAsync(options => options.Publishing.ApiKeys.Add(TestHost.ApiKey));
        var runner = new DocRunner(host);

        // The exchanges of a page are one conversation; each socket block is one of its own.
        var before = wanted.Kind == "exchange" ? blocks.Where(block => block.Kind == "exchange" && block.Line < line) : [];
        foreach (var block in before.Append(wanted))
        {
            await runner.RunAsync(block);
        }
    }

    [Fact]
    public void Both_pages_have_blocks_of_the_kinds_that_are_run()
    {
        Assert.Contains(DocBlock.Read("protocol.md"), block => block.Kind == "socket");
        Assert.Contains(DocBlock.Read("protocol.md"), block => block.Kind == "exchange");
        Assert.Contains(DocBlock.Read("dialects/plain.md"), block => block.Kind == "exchange");
    }
}
