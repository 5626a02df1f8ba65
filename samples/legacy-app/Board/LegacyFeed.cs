using System.Text.Json;
using Bridge.Messaging;

namespace LegacyApp.Board;

/// <summary>The move itself: follows the old board with one long poll and publishes every event to the channel <c>board</c>, in its order.</summary>
internal sealed class LegacyFeed(HttpClient oldBoard, IPublisher publisher, ILogger<LegacyFeed> logger) : BackgroundService
{
    public const string Channel = "board";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var since = 0L;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                since = await PollAsync(since, stoppingToken);
            }
            catch (Exception failed) when (failed is HttpRequestException or OperationCanceledException && !stoppingToken.IsCancellationRequested)
            {
                Log.OldBoardSilent(logger, failed.Message);
                await Task.Delay(Pause, stoppingToken);
            }
        }
    }

    private async Task<long> PollAsync(long since, CancellationToken cancellationToken)
    {
        var answer = await oldBoard.GetFromJsonAsync<JsonElement>($"api/events?since={since}", cancellationToken);
        var last = answer.GetProperty("last").GetInt64();
        if (last < since)
        {
            await publisher.PublishAsync(Channel, Payload.Json("""{"restarted":true}"""), cancellationToken: cancellationToken);
            return 0;
        }

        foreach (var item in answer.GetProperty("events").EnumerateArray())
        {
            // An answer that was lost half-way is asked again: the same event under the same key is published once.
            var key = $"{item.GetProperty("id")}@{item.GetProperty("at")}";
            await publisher.PublishAsync(Channel, Payload.Json(item.GetRawText()), idempotencyKey: key, cancellationToken: cancellationToken);
        }

        return last;
    }
}
