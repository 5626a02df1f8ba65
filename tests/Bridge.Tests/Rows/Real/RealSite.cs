using System.Net;
using System.Text.Json;
using Bridge.Messaging;
using Bridge.PollShapes;
using Bridge.Stores;
using Bridge.Upstream;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bridge.Tests.Rows.Real;

/// <summary>A bridge in front of a real program, and a page of it that asks the bridge.</summary>
internal sealed class RealSite : IAsyncDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false });
    private readonly CancellationTokenSource _over = new();
    private readonly WebApplication _bridge;
    private Task _page = Task.CompletedTask;

    private RealSite(WebApplication bridge) => _bridge = bridge;

    private IReadOnlyList<UpstreamState> States => _bridge.Services.GetRequiredService<UpstreamDesk>().States;

    public static async Task<RealSite> StartAsync(Uri backend, PollShape shape)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddBridge(options =>
        {
            options.Shapes.Add(shape);
            options.Upstream.Backend = backend;
            options.Upstream.FirstRetry = TimeSpan.FromMilliseconds(50);
            options.Upstream.LongestRetry = TimeSpan.FromMilliseconds(200);
            options.Upstream.FailuresUntilDown = 1_000;
        });
        var bridge = builder.Build();
        bridge.MapBridge();
        bridge.MapPollShape(shape.Name, bridge.ForwardTo(backend));
        bridge.MapBackend(backend);
        await bridge.StartAsync();
        return new RealSite(bridge);
    }

    /// <summary>The page polls until the site ends.</summary>
    public void Follow(RowClient client) => _page = PollAsync(client);

    /// <summary>What the bridge has from the backend.</summary>
    public async Task<List<string>> KeptAsync()
    {
        var log = _bridge.Services.GetRequiredService<IChannelLog>();
        var messages = new List<Message>();
        foreach (var channel in States.Select(state => state.Channel))
        {
            var head = await log.HeadAsync(channel, CancellationToken.None);
            await log.ReadAsync(channel, head.Tail, new ReadLimit(1_000, int.MaxValue), messages, CancellationToken.None);
        }

        return [.. messages.Select(message => PollShapes.Samples.Text(message.Payload.Bytes))];
    }

    /// <summary>Whether the backend is polled.</summary>
    public bool IsPolling => States.Any(state => state.Answers > 0);

    /// <summary>Where the polls stand, for a failure's message.</summary>
    public string Where => string.Join("; ", States.Select(state => $"{state.Phase} at {state.Cursor}, {state.Items} items, {state.LastFault}"));

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _page;
        await _bridge.DisposeAsync();
        _http.Dispose();
        _over.Dispose();
    }

    private async Task PollAsync(RowClient client)
    {
        while (!_over.IsCancellationRequested)
        {
            try
            {
                client.Take(await AskAsync(client.Next()));
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException or JsonException)
            {
                // as a page does: it asks again
            }
            catch (OperationCanceledException) when (_over.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task<LegacyAnswer> AskAsync(LegacyRequest request)
    {
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(new Uri(_bridge.Urls.First()), request.Target));
        foreach (var (name, value) in request.Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await _http.SendAsync(message, _over.Token);
        return new LegacyAnswer
        {
            Status = (int)answer.StatusCode,
            Headers = [.. answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated).SelectMany(header => header.Value, (header, value) => KeyValuePair.Create(header.Key, value))],
            Body = await answer.Content.ReadAsByteArrayAsync(_over.Token),
        };
    }
}
