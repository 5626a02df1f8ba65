using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Sqlite.Tests;

/// <summary>Where a reader resumes makes no difference to the work.</summary>
public sealed class ResumeTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Resuming_takes_the_same_steps_wherever_the_cursor_stands()
    {
        const int Count = 20_000;
        using var folder = new Folder();
        await using (var store = folder.Open(new Retention { MaxMessages = Count, MaxBytes = 1 << 30 }))
        {
            var entries = Enumerable.Range(0, 1_000).Select(n => new Entry(Payload.Text("" + n), Audience.Everyone, null, new Checkpoint("c" + n))).ToArray();
            for (var n = 0; n < Count; n += entries.Length)
            {
                await store.Log.AppendAsync(Stores.News, entries, null, Stop);
            }
        }

        using var reader = new FileReader(Connections.OpenReader(folder.Database));
        var channel = new SqliteChannel(1, Stores.News, new Retention(), default);
        var steps = new[] { 0, 1, 7_777, Count / 2, Count - 100 }.Select(from =>
        {
            var messages = new List<Message>();
            Assert.Equal(from + 50, reader.Messages(channel, default, new ReadView(null, from, Count, 0), new ReadLimit(50, 65_536), messages));
            return reader.Steps();
        }).ToArray();

        Assert.Single(steps.Distinct());
    }

    [Theory]
    [InlineData(FileReader.MessagesSql, "SEARCH messages USING PRIMARY KEY (channel=? AND offset>? AND offset<?)")]
    [InlineData(FileReader.CheckpointSql, "SEARCH messages USING COVERING INDEX messages_checkpoint (channel=? AND checkpoint=? AND offset>? AND offset<?)")]
    [InlineData(FileReader.RecordSql, "SEARCH records USING PRIMARY KEY (key=?)")]
    public async Task Every_reading_statement_searches_an_index(string sql, string plan)
    {
        using var folder = new Folder();
        await using var store = folder.Open();
        using var connection = Connections.OpenReader(folder.Database);
        using var explained = new Statement(connection, "EXPLAIN QUERY PLAN " + sql);

        var lines = new List<string>();
        while (explained.Step())
        {
            lines.Add(explained.Text(3));
        }

        Assert.Equal([plan], lines);
    }
}
