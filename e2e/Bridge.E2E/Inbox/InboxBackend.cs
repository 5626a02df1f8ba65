using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bridge.E2E.Inbox;

/// <summary>An old application in which everybody who has signed in polls a list of mails of their own.</summary>
internal sealed class InboxBackend : IAsyncDisposable
{
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, string> _users = new(); // by session
    private readonly ConcurrentDictionary<string, Mails> _mails = new(); // by user
    private readonly ConcurrentDictionary<string, int> _polls = new(); // of pages, by user
    private readonly WebApplication _app;

    private InboxBackend(WebApplication app) => _app = app;

    public static string Config { get; } = Path.Combine(Started.Root, "e2e/Bridge.E2E/Inbox/appsettings.json");

    public Uri Address => new(_app.Urls.First());

    public static async Task<InboxBackend> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var backend = new InboxBackend(app);
        var page = await File.ReadAllTextAsync(Path.Combine(Started.Root, "e2e/Bridge.E2E/Inbox/index.html"));
        app.MapGet("/", () => Results.Text(page, "text/html"));
        app.MapGet("/sign-in", backend.SignIn);
        app.MapGet("/inbox", backend.PollAsync);
        await app.StartAsync();
        return backend;
    }

    public void Send(string user, string text) => _mails.GetOrAdd(user, _ => new Mails()).Add(text);

    /// <summary>How many polls came from the pages of that user, without the first ones, which are the backend's at any stage.</summary>
    public int PollsOf(string user) => _polls.GetValueOrDefault(user);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IResult SignIn(string user, HttpContext context)
    {
        var session = Guid.NewGuid().ToString("N");
        _users[session] = user;
        context.Response.Cookies.Append("session", session, new CookieOptions { HttpOnly = true });
        return Results.Redirect("/");
    }

    private async Task PollAsync(HttpContext context)
    {
        if (!_users.TryGetValue(context.Request.Cookies["session"] ?? "", out var user))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        var after = int.Parse(context.Request.Query["after"]!, CultureInfo.InvariantCulture);
        if (context.Request.Headers.UserAgent != "Bridge" && after > 0)
        {
            _polls.AddOrUpdate(user, 1, (_, count) => count + 1);
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(await _mails.GetOrAdd(user, _ => new Mails()).AfterAsync(after, context.RequestAborted));
    }

    private sealed class Mails
    {
        private readonly Lock _lock = new();
        private readonly List<string> _texts = [];
        private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Add(string text)
        {
            lock (_lock)
            {
                _texts.Add(text);
                _next.SetResult();
                _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        public async Task<string> AfterAsync(int after, CancellationToken cancellationToken)
        {
            var (text, next) = Look(after);
            if (text == "[]")
            {
                await next.WaitAsync(Hold, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                (text, _) = Look(after);
            }

            return text;
        }

        private (string Text, Task Next) Look(int after)
        {
            lock (_lock)
            {
                return (JsonSerializer.Serialize(_texts.Select((text, n) => new { id = n + 1, text }).Skip(after)), _next.Task);
            }
        }
    }
}
