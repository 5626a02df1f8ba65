using System.Text.Json;
using Bridge.Messaging;

namespace Bridge.TestKit.Clients;

/// <summary>What <c>curl</c> in a loop is: GET polls, the cursor of one answer in the next request.</summary>
public sealed class PlainClient(Func<Uri> addresses, string channel, string after = "now", HttpClient? http = null, IWitness? witness = null) : IAsyncDisposable
{
    private readonly HttpClient _http = http ?? new NativeClientOptions().Http;
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _cursor = after;
    private Task _running = Task.CompletedTask;

    /// <summary>What it saw.</summary>
    public Inbox Inbox { get; } = new(witness);

    /// <summary>Begins, and waits until it knows where it stands.</summary>
    public async Task<PlainClient> StartAsync()
    {
        _running = RunAsync();
        await _started.Task.WaitAsync(TimeSpan.FromSeconds(20));
        return this;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _running;
        _ended.Dispose();
    }

    private async Task RunAsync()
    {
        var wait = "0s";
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                Handle(await _http.GetByteArrayAsync(new Uri(addresses(), $"/bridge/channels/{channel}/messages?after={_cursor}&wait={wait}"), _ended.Token));
                wait = "2s";
                _started.TrySetResult();
            }
            catch (Exception fault) when (NativeClient.IsCut(fault))
            {
                // The same cursor again, after a pause: the server may be away.
                await Task.Delay(new NativeClientOptions().Pause);
            }
        }
    }

    private void Handle(byte[] body)
    {
        using var answer = JsonDocument.Parse(body);
        var root = answer.RootElement;
        if (root.GetProperty("gap") is { ValueKind: JsonValueKind.Object } gap && Position.TryParse(gap.GetProperty("position").GetString(), out var resume))
        {
            Inbox.AddGap(channel, gap.GetProperty("reason").GetString()!, resume);
        }

        foreach (var message in root.GetProperty("messages").EnumerateArray())
        {
            Position.TryParse(message.GetProperty("position").GetString(), out var position);
            Inbox.Add(new Seen(channel, position, message.GetProperty("data").GetRawText()));
        }

        _cursor = root.GetProperty("cursor").GetString()!;
    }
}
