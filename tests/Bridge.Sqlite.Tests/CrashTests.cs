using System.Collections.Concurrent;
using System.Text.Json;
using Bridge.Messaging;
using Bridge.TestKit;

namespace Bridge.Sqlite.Tests;

/// <summary>A server process is killed again and again while publishers publish. <c>BRIDGE_SQLITE_KILLS=50</c> kills so often.</summary>
public sealed class CrashTests
{
    private const int Publishers = 8;

    private static readonly int Kills = int.TryParse(Environment.GetEnvironmentVariable("BRIDGE_SQLITE_KILLS"), out var wanted) ? wanted : 5;

    private readonly ConcurrentBag<(ChannelName Channel, Position Position, string Text)> _accepted = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_publish_that_was_answered_is_there_after_a_kill()
    {
        using var folder = new Folder();
        var random = new SeededRandom(5);
        Epoch? epoch = null;
        for (var round = 0; round < Kills; round++)
        {
            await PublishUntilKilledAsync(folder, round, 1 + random.Below(250));
            await using var store = folder.Open(time: TimeProvider.System, seed: (ulong)round + 10);
            epoch ??= _accepted.First().Position.Epoch;
            Assert.Null(store.NewEpochBecause);
            Assert.Equal(epoch, store.Epoch);
            foreach (var channel in _accepted.GroupBy(accepted => accepted.Channel))
            {
                var texts = await store.TextsAsync(channel.Key); // finds holes
                Assert.All(channel, accepted => Assert.Equal(accepted.Text, texts[accepted.Position.Offset - 1]));
                Assert.Equal(texts.Length, texts.Distinct().Count());
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{Kills} kills, {_accepted.Count} publishes answered");
    }

    private async Task PublishUntilKilledAsync(Folder folder, int round, int publishes)
    {
        await using var server = await ServerProcess.StartAsync($"sqlite:{folder.Database}");
        if (round == 0)
        {
            Assert.Contains("is open already", Assert.Throws<SqliteStoreException>(() => folder.Open()).Message);
        }

        var answered = 0;
        using var http = new HttpClient { BaseAddress = server.Address };
        await Task.WhenAll(Enumerable.Range(0, Publishers).Select(async publisher =>
        {
            for (var n = 0; !server.IsKilled; n++)
            {
                ChannelName channel = "c" + ((publisher + n) % 3);
                var text = $"{round}:{publisher}:{n}";
                try
                {
                    _accepted.Add((channel, await PublishAsync(http, channel, text), text));
                }
                catch (HttpRequestException)
                {
                    return; // killed before the answer: it may be there or not
                }

                if (Interlocked.Increment(ref answered) == publishes)
                {
                    server.Kill();
                }
            }
        }));
    }

    private static async Task<Position> PublishAsync(HttpClient http, ChannelName channel, string text)
    {
        using var response = await http.PostAsync($"bridge/channels/{channel}/messages", new StringContent(text), Stop);
        response.EnsureSuccessStatusCode();
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Stop));
        Assert.True(Position.TryParse(answer.RootElement.GetProperty("position").GetString(), out var position));
        return position;
    }
}
