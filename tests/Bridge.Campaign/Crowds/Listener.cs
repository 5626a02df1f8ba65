using System.Diagnostics;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json;

namespace Bridge.Campaign.Crowds;

/// <summary>A client of one channel that costs as little as it can: a session, a cursor, a judge. When its node sends it away, or is gone, it comes to the next one with the same session.</summary>
/// <param name="nodes">Where it may go; it begins with the first.</param>
/// <param name="channel">What it hears.</param>
/// <param name="way">Its way to the servers: thousands share one.</param>
/// <param name="clock">The campaign's.</param>
internal abstract class Listener(IReadOnlyList<Uri> nodes, string channel, HttpMessageInvoker way, Stopwatch clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50); // where nobody listens, or no room is

    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Ending> _endings = [];
    private long _backAt = -1;

    public string Channel => channel;

    public Numbers Numbers { get; } = new();

    /// <summary>It has its session and its subscription.</summary>
    public Task Open => _open.Task;

    /// <summary>How its connections ended; complete when it has been let go.</summary>
    public IReadOnlyList<Ending> Endings
    {
        get
        {
            lock (_endings)
            {
                return [.. _endings];
            }
        }
    }

    /// <summary>When its session last began to go on somewhere; null: it is on its way.</summary>
    public TimeSpan? BackAt => Volatile.Read(ref _backAt) is >= 0 and var ticks ? new TimeSpan(ticks) : null;

    /// <summary>Sessions begun: one, where none was lost.</summary>
    public int Sessions { get; private set; }

    protected string? Token { get; set; }

    protected HttpMessageInvoker Way => way;

    /// <summary>When the connection was open, or the last poll was sent.</summary>
    protected TimeSpan Began { get; set; }

    protected TimeSpan Now => clock.Elapsed;

    /// <summary>Listens until it is let go.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        for (var turn = 0; !stop.IsCancellationRequested; turn++)
        {
            var node = nodes[turn % nodes.Count];
            var word = await EndOfAsync(node, stop);
            if (stop.IsCancellationRequested)
            {
                return;
            }

            Volatile.Write(ref _backAt, -1);
            lock (_endings)
            {
                _endings.Add(new Ending(node, word, Began, Now));
            }

            if (word is Ending.Refused or "unavailable" or "rate_limited")
            {
                await Task.Delay(Pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Listens at one node until that comes to an end; gives the word that it was told.</summary>
    protected abstract Task<string> ListenAsync(Uri node, CancellationToken stop);

    /// <summary>The envelope that begins the session, or goes on with it.</summary>
    protected string Opening => Token is null
        ? $$"""{"type":"open","subscribe":[{"channel":"{{channel}}"}]}"""
        : $$"""{"type":"open","token":"{{Token}}","positions":{{Positions}}}""";

    /// <summary>How far it is.</summary>
    protected string Positions => Numbers.Position is { } position ? $$"""{"{{channel}}":"{{position}}"}""" : "{}";

    /// <summary>Its session is at a node.</summary>
    protected void IsBack()
    {
        Volatile.Write(ref _backAt, Now.Ticks);
        _open.TrySetResult();
    }

    /// <summary>Takes what a server says; gives the code that ends the connection, if one does, and whether there were messages or a ping.</summary>
    protected (string? Closed, bool HasNews, bool IsAsked) Take(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var (closed, hasNews, isAsked) = ((string?)null, false, false);
        foreach (var envelope in document.RootElement.ValueKind == JsonValueKind.Array ? document.RootElement.EnumerateArray().AsEnumerable() : [document.RootElement])
        {
            switch (envelope.TryGetProperty("type", out var type) ? type.GetString() : "error")
            {
                case "message":
                    var data = envelope.GetProperty("data");
                    Numbers.Handle(envelope.GetProperty("position").GetString()!, data.GetProperty("n").GetInt64(), Now - new TimeSpan(data.GetProperty("t").GetInt64()));
                    hasNews = true;
                    break;
                case "opened" when envelope.TryGetProperty("token", out var token):
                    Sessions++;
                    Token = token.GetString();
                    break;
                case "ping":
                    isAsked = true;
                    break;
                case "gap":
                    closed = "gap"; // nothing here is beyond retention
                    break;
                case "closed":
                    closed = envelope.GetProperty("code").GetString();
                    break;
                case "error":
                    closed = envelope.GetProperty("error").GetString();
                    break;
            }
        }

        return (closed, hasNews, isAsked);
    }

    private async Task<string> EndOfAsync(Uri node, CancellationToken stop)
    {
        Began = Now;
        try
        {
            return await ListenAsync(node, stop);
        }
        catch (Exception fault) when (fault is HttpRequestException or WebSocketException or IOException or OperationCanceledException)
        {
            return IsNobody(fault) ? Ending.Refused : Ending.Silence;
        }
        catch (JsonException)
        {
            return Ending.Nonsense;
        }
    }

    private static bool IsNobody(Exception? fault) => fault is not null && (fault is SocketException { SocketErrorCode: SocketError.ConnectionRefused } || IsNobody(fault.InnerException));
}
