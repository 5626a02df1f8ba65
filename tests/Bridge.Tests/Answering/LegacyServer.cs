using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bridge.Tests.Answering;

/// <summary>A legacy backend of before: <c>GET /events?lastId=N</c> answers what came after N, at once or when it comes, <c>[]</c> after a while. With cookies each user has a list of his own.</summary>
internal sealed class LegacyServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, UserList> _lists = new();
    private WebApplication _app = null!;
    private int _clientPolls;
    private int _bridgePolls;

    /// <summary>How long a poll is held.</summary>
    public TimeSpan Hold { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Polls that the bridge has here now.</summary>
    public int BridgePolls => Volatile.Read(ref _bridgePolls);

    /// <summary>The most of them at once.</summary>
    public int MostBridgePolls { get; private set; }

    /// <summary>Polls that came from clients, passed through or directly.</summary>
    public int ClientPolls => Volatile.Read(ref _clientPolls);

    /// <summary>Who a cookie belongs to; null: nobody, who gets 401.</summary>
    public Func<string, string?> UserOf { get; set; } = cookie => cookie == "nobody" ? null : cookie;

    /// <summary>What it answers instead; null: items.</summary>
    public RequestDelegate? Instead { get; set; }

    public Uri Address => new(_app.Urls.First());

    public static async Task<LegacyServer> StartAsync()
    {
        var server = new LegacyServer();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        server._app = builder.Build();
        server._app.MapGet("/events", server.PollAsync);
        server._app.MapPost("/echo", async context => await context.Response.WriteAsync(await new StreamReader(context.Request.Body).ReadToEndAsync()));
        await server._app.StartAsync();
        return server;
    }

    public void Add(string text, string user = "") => List(user).Add(text);

    public IReadOnlyList<string> Items(string user = "") => List(user).Items;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private UserList List(string user) => _lists.GetOrAdd(user, _ => new UserList());

    private async Task PollAsync(HttpContext context)
    {
        if (Instead is { } other)
        {
            await other(context);
            return;
        }

        if (UserOf(context.Request.Cookies["user"] ?? "") is not { } user)
        {
            context.Response.StatusCode = 401;
            return;
        }

        var isBridge = context.Request.Headers.UserAgent == "Bridge";
        if (isBridge)
        {
            MostBridgePolls = Math.Max(MostBridgePolls, Interlocked.Increment(ref _bridgePolls));
        }
        else
        {
            Interlocked.Increment(ref _clientPolls);
        }

        try
        {
            var body = await List(user).AfterAsync(long.Parse(context.Request.Query["lastId"]!, System.Globalization.CultureInfo.InvariantCulture), Hold, context.RequestAborted);
            context.Response.ContentType = "application/json";
            context.Response.Headers["X-Mine"] = "yes";
            await context.Response.WriteAsync(body);
        }
        finally
        {
            if (isBridge)
            {
                Interlocked.Decrement(ref _bridgePolls);
            }
        }
    }

    private sealed class UserList
    {
        private readonly Lock _lock = new();
        private readonly List<string> _items = [];
        private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IReadOnlyList<string> Items
        {
            get
            {
                lock (_lock)
                {
                    return [.. _items];
                }
            }
        }

        public void Add(string text)
        {
            TaskCompletionSource next;
            lock (_lock)
            {
                _items.Add($$"""{"id":{{_items.Count + 1}},"text":"{{text}}"}""");
                (next, _next) = (_next, new(TaskCreationOptions.RunContinuationsAsynchronously));
            }

            next.SetResult();
        }

        public async Task<string> AfterAsync(long id, TimeSpan hold, CancellationToken cancellationToken)
        {
            Task next;
            lock (_lock)
            {
                if (id < _items.Count)
                {
                    return Text(id);
                }

                next = _next.Task;
            }

            await next.WaitAsync(hold, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            lock (_lock)
            {
                return Text(id);
            }
        }

        private string Text(long id) => $"[{string.Join(",", _items.Skip((int)id))}]";
    }
}
