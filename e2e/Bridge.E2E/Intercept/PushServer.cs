using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Bridge.E2E.Intercept;

/// <summary>As much of docs/protocol.md as the script needs, with checkpoints beside the items, and switches for what goes wrong.</summary>
internal sealed class PushServer(Talk talk)
{
    public const string Channel = "chat:5";
    public const string Stages = "~stages";

    private readonly ConcurrentDictionary<string, Session> _sessions = [];
    private readonly List<string> _stages = [];

    /// <summary>WebSockets that are open now.</summary>
    public ConcurrentDictionary<WebSocket, bool> Sockets { get; } = [];

    /// <summary>Whether sockets are let in.</summary>
    public bool IsOpen { get; set; } = true;

    /// <summary>The tickets that subscriptions of the channel brought.</summary>
    public ConcurrentQueue<string?> Tickets { get; } = [];

    /// <summary>Tells every page that the stage of the shape has changed.</summary>
    public void Restage(string? shape)
    {
        lock (_stages)
        {
            _stages.Add(JsonSerializer.Serialize(new { shape }));
        }

        talk.Ring();
    }

    /// <summary>Every socket breaks.</summary>
    public void Cut()
    {
        foreach (var socket in Sockets.Keys)
        {
            socket.Abort();
        }
    }

    public void Map(WebApplication app)
    {
        app.MapPost("/bridge/poll", (Delegate)PollAsync);
        app.MapPost("/bridge/send", () => Results.Text("[]", "application/json"));
        app.Map("/bridge/ws", ListenAsync);
    }

    private async Task<IResult> PollAsync(HttpContext context)
    {
        var body = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var session = _sessions.GetValueOrDefault(context.Request.Headers["Bridge-Session"].ToString());
        var answers = new List<string>();
        foreach (var envelope in body as JsonArray ?? [body!.DeepClone()])
        {
            if ((string?)envelope!["type"] == "open")
            {
                session = Open(envelope, answers, session);
            }
            else if (session is null)
            {
                return Results.Text("""{"error":"session_unknown","advice":"reopen"}""", "application/json", statusCode: 404);
            }
            else if ((string?)envelope["type"] == "poll")
            {
                // One that a socket has overtaken on its way takes nothing.
                var mine = (int?)envelope["attempt"] >= session.Attempt ? session.Take((int)envelope["attempt"]!) : new CancellationToken(canceled: true);
                while (answers.Count == 0 && !mine.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
                {
                    var changed = talk.Changed;
                    answers.AddRange(News(session, mine));
                    if (answers.Count == 0)
                    {
                        await Task.WhenAny(changed, Task.Delay(Timeout.Infinite, mine));
                    }
                }

                if (mine.IsCancellationRequested)
                {
                    return Results.Text("""[{"type":"closed","code":"superseded","advice":"stop"}]""", "application/json");
                }
            }
            else
            {
                Obey(envelope, session, answers);
            }
        }

        return Results.Text($"[{string.Join(',', answers)}]", "application/json");
    }

    private async Task ListenAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest || !IsOpen)
        {
            context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync("bridge.v1");
        Sockets[socket] = true;
        using var sending = new SemaphoreSlim(1);
        var buffer = new byte[64 << 10];
        try
        {
            while (await socket.ReceiveAsync(buffer, context.RequestAborted) is { MessageType: WebSocketMessageType.Text } received)
            {
                var envelope = JsonNode.Parse(buffer.AsSpan(0, received.Count))!;
                var type = (string?)envelope["type"];
                var answers = new List<string>();
                if (type == "probe")
                {
                    answers.Add(JsonSerializer.Serialize(new { type = "probed", pad = (string?)envelope["pad"] }));
                }
                else if (type == "ping")
                {
                    answers.Add("""{"type":"pong"}""");
                }
                else if (type == "open")
                {
                    var session = Open(envelope, answers, _sessions.GetValueOrDefault((string?)envelope["token"] ?? ""));
                    var mine = session.Take(session.Attempt);
                    _ = PushAsync(session, mine);
                    session.Socket = socket;
                }
                else
                {
                    var session = _sessions.Values.First(known => known.Socket == socket);
                    Obey(envelope, session, answers);
                    talk.Ring();
                }

                await SendAsync(answers);
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
        }
        finally
        {
            Sockets.TryRemove(socket, out _);
        }

        async Task SendAsync(IReadOnlyList<string> envelopes)
        {
            await sending.WaitAsync();
            try
            {
                if (envelopes.Count > 0 && socket.State == WebSocketState.Open)
                {
                    var frame = envelopes.Count == 1 ? envelopes[0] : $"[{string.Join(',', envelopes)}]";
                    await socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
                }
            }
            finally
            {
                sending.Release();
            }
        }

        async Task PushAsync(Session session, CancellationToken mine)
        {
            try
            {
                while (!mine.IsCancellationRequested && socket.State == WebSocketState.Open)
                {
                    var changed = talk.Changed;
                    await SendAsync(News(session, mine));
                    await Task.WhenAny(changed, Task.Delay(Timeout.Infinite, mine));
                }
            }
            catch (Exception gone) when (gone is WebSocketException or ObjectDisposedException)
            {
            }
        }
    }

    private Session Open(JsonNode envelope, List<string> answers, Session? known)
    {
        var session = known ?? new Session(Guid.NewGuid().ToString("N"));
        _sessions[session.Token] = session;
        session.Attempt = Math.Max(session.Attempt + 1, (int?)envelope["attempt"] ?? 0);
        answers.Add(JsonSerializer.Serialize(new
        {
            type = "opened", session = "s" + session.Token, token = known is null ? session.Token : null, attempt = session.Attempt, submit = 1, resumed = known is not null, hold = 25_000, ping = 15_000,
        }));
        foreach (var (channel, position) in envelope["positions"] as JsonObject ?? [])
        {
            session.Cursor[channel] = Offset((string?)position);
        }

        foreach (var wanted in envelope["subscribe"] as JsonArray ?? [])
        {
            Subscribe(wanted!, session, answers);
        }

        return session;
    }

    private void Obey(JsonNode envelope, Session session, List<string> answers)
    {
        if ((string?)envelope["type"] == "subscribe")
        {
            Subscribe(envelope, session, answers);
        }
        else if ((string?)envelope["type"] == "unsubscribe")
        {
            session.Cursor.TryRemove((string)envelope["channel"]!, out _);
            answers.Add(JsonSerializer.Serialize(new { type = "unsubscribed", channel = (string?)envelope["channel"] }));
        }
    }

    private void Subscribe(JsonNode wanted, Session session, List<string> answers)
    {
        var channel = (string)wanted["channel"]!;
        var since = (string?)wanted["since"];
        if (channel == Channel)
        {
            Tickets.Enqueue((string?)wanted["ticket"]);
        }

        session.Cursor[channel] = since is null ? Head(channel) : Offset(since);
        answers.Add(JsonSerializer.Serialize(new { type = "subscribed", channel, position = $"f1-{session.Cursor[channel]}" }));
    }

    private int Head(string channel)
    {
        lock (_stages)
        {
            return channel == Stages ? _stages.Count : talk.Count;
        }
    }

    private static int Offset(string? position) => int.Parse(position!.Split('-')[1], System.Globalization.CultureInfo.InvariantCulture);

    private List<string> News(Session session, CancellationToken mine)
    {
        var news = new List<string>();
        lock (session)
        {
            if (mine.IsCancellationRequested)
            {
                return news;
            }

            if (session.Cursor.TryGetValue(Channel, out var after))
            {
                foreach (var (item, cursor) in talk.After(after))
                {
                    news.Add($$"""{"type":"message","channel":"{{Channel}}","position":"f1-{{cursor}}","checkpoint":"{{cursor}}","data":{{item}}}""");
                    session.Cursor.TryUpdate(Channel, cursor, cursor - 1);
                }
            }

            lock (_stages)
            {
                if (session.Cursor.TryGetValue(Stages, out var seen))
                {
                    news.AddRange(_stages.Select((stage, index) => $$"""{"type":"message","channel":"{{Stages}}","position":"f1-{{index + 1}}","data":{{stage}}}""").Skip(seen));
                    session.Cursor[Stages] = _stages.Count;
                }
            }
        }

        return news;
    }

    private sealed record Session(string Token)
    {
        private CancellationTokenSource _carrier = new();

        public int Attempt { get; set; }

        public WebSocket? Socket { get; set; }

        public ConcurrentDictionary<string, int> Cursor { get; } = [];

        /// <summary>The newest carrier has the session; the one before is told.</summary>
        public CancellationToken Take(int attempt)
        {
            var old = _carrier;
            Attempt = attempt;
            _carrier = new CancellationTokenSource();
            old.Cancel();
            return _carrier.Token;
        }
    }
}
