using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bridge.E2E;

/// <summary>An application whose page polls by POST with a form, as many do to get past caches.</summary>
public sealed class FormBoard : IAsyncDisposable
{
    private const string Page = """
        <!DOCTYPE html><meta charset="utf-8"><title>Form board</title><link rel="icon" href="data:,">
        <ul id="items"></ul>
        <script>
          var after = 0;
          function poll() {
            fetch('/board/poll.do', { method: 'POST', body: new URLSearchParams({ action: 'poll', room: 'lobby', after: after }) })
              .then(function (answer) { return answer.json(); })
              .then(function (answer) {
                answer.messages.forEach(function (message) {
                  var item = document.createElement('li');
                  item.textContent = message.text;
                  document.getElementById('items').appendChild(item);
                });
                after = answer.after;
                poll();
              }, function () { setTimeout(poll, 1000); });
          }
          poll();
        </script>
        """;

    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly List<string> _texts = [];
    private readonly WebApplication _app;
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FormBoard(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public static async Task<FormBoard> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var board = new FormBoard(app);
        app.MapGet("/", () => Results.Content(Page, "text/html"));
        app.MapPost("/board/poll.do", board.PollAsync);
        await app.StartAsync();
        return board;
    }

    public void Say(string text)
    {
        lock (_gate)
        {
            _texts.Add(text);
            _next.SetResult();
            _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task PollAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var after = int.Parse(form["after"]!, CultureInfo.InvariantCulture);
        Task next;
        lock (_gate)
        {
            next = _texts.Count > after ? Task.CompletedTask : _next.Task;
        }

        await next.WaitAsync(Hold, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync(Answer(after), context.RequestAborted);
    }

    private string Answer(int after)
    {
        lock (_gate)
        {
            var news = _texts.Skip(after).Select((text, at) => $$"""{"id": {{after + at + 1}}, "text": {{JsonSerializer.Serialize(text)}}}""");
            return $$"""{"ok": true, "messages": [{{string.Join(", ", news)}}], "after": {{Math.Max(after, _texts.Count)}}}""";
        }
    }
}
