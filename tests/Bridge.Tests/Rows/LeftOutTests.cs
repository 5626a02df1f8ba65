using System.Text;
using Bridge.Tests.Docs;
using Bridge.Tests.Rows.Systems;

namespace Bridge.Tests.Rows;

/// <summary>docs/poll-rows.md says what is tested with which system, and what isn't and why. It can't fall behind.</summary>
public sealed class LeftOutTests
{
    [Fact]
    public void What_is_left_out_is_left_out_for_a_reason_that_still_holds()
    {
        Holds<CouchDb>();
        Holds<GitHub>();
        Holds<JsonServer>();
        Holds<MessageBus>();
        Holds<Nchan>();
        Holds<NextcloudTalk>();
        Holds<PhpLastId>();
        Holds<PhpTimestamp>();
        Holds<Transmission>();
        Holds<Zulip>();
    }

    [Fact]
    public void The_table_in_docs_says_the_same()
    {
        var table = new StringBuilder("| system | tested | left out |\n| --- | --- | --- |\n");
        Row<CouchDb>(table);
        Row<GitHub>(table);
        Row<JsonServer>(table);
        Row<MessageBus>(table);
        Row<Nchan>(table);
        Row<NextcloudTalk>(table);
        Row<PhpLastId>(table);
        Row<PhpTimestamp>(table);
        Row<Transmission>(table);
        Row<Zulip>(table);

        var page = File.ReadAllText(Path.Combine(DocPages.Root(), "docs", "poll-rows.md"));
        Assert.True(page.Contains(table.ToString(), StringComparison.Ordinal), $"docs/poll-rows.md lacks this table:\n{table}");
    }

    private static void Holds<T>()
        where T : IRow => Assert.All(RowCases.All.Select(RowCases.Why<T>).OfType<LeftOut>(), why => Assert.True(why.Holds(T.Shape), $"{T.Name}: no longer so: {why.Reason}"));

    private static void Row<T>(StringBuilder table)
        where T : IRow
    {
        var left = RowCases.All.Where(pair => RowCases.Why<T>(pair) is not null).GroupBy(pair => RowCases.Why<T>(pair)!.Reason)
            .Select(group => $"{string.Join(", ", group.GroupBy(pair => pair.Oracle).Select(one => one.Count() == 2 ? $"{one.Key}" : $"{one.Key} ({one.Single().Use})"))}: {group.Key}");
        var tested = RowCases.All.Where(pair => RowCases.Why<T>(pair) is null).ToList();
        table.Append($"| {T.Name} | {tested.Count(pair => pair.Use == Use.Upstream)} upstream, {tested.Count(pair => pair.Use == Use.Answer)} answer | {string.Join(". ", left)}. |\n");
    }
}
