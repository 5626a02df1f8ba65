using System.Text;
using Bridge.Diagnostics;
using Bridge.Messaging;
using Bridge.PollShapes;
using Bridge.Sessions;
using Bridge.Stores;
using Bridge.TestKit;
using Bridge.Tests.Sessions;
using Bridge.Transports;
using Bridge.Upstream;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Tests.Rows;

/// <summary>A backend, a bridge in front of it that polls it and answers its clients, and those clients: all on one clock.</summary>
internal sealed class RowSite : IDisposable
{
    private const string Secret = "sixteen bytes or more";

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(0.25);

    private readonly QueueScheduler _scheduler = new();
    private readonly ShapeParts _parts;
    private readonly UpstreamDesk _upstream;
    private readonly RequestDelegate _answer;
    private readonly List<RowPage> _pages = [];
    private readonly UpstreamSource _source;

    private RowSite(PollShape shape, Func<QueueScheduler, RowBackend> backend)
    {
        Shape = shape;
        Backend = backend(_scheduler);
        var interest = new LateInterest();
        Node = new Node(_scheduler, retention: new Retention { MaxAge = TimeSpan.FromDays(1) }, interest: interest);
        var options = new BridgeOptions();
        options.Shapes.Add(shape);
        options.Upstream.ScopeSecret = Secret;
        var polled = new BridgeSide(this);
        var random = new SeededRandom(5);
        _upstream = new UpstreamDesk(new UpstreamParts(
            Node.Publisher, Node.Log, Node.Records, _scheduler, Node.Wheel, random, options.Upstream, NullLogger<UpstreamDesk>.Instance, Node.Store.Backplane, "node"));
        var desk = new AnswerDesk(Node.Waiters, Node.Log, _scheduler, Node.Wheel);
        var secret = new ShapeSecret(options, random);
        _parts = new ShapeParts(
            options, _upstream, desk, new ChannelTickets(secret.Key, _scheduler.Time), secret, _scheduler, new BridgeMeter(new Node.OneMeter()), new NeverStopping(), NullLogger<ShapeParts>.Instance,
            new ShapeCheckpoints(), polled);
        interest.To = _upstream;
        _source = new UpstreamSource(shape, new ShapeMatcher(shape, Encoding.UTF8.GetBytes(Secret)), polled);
        _answer = ShapeParts.Through(PassAsync, _parts.Route(shape.Name)!.ServeAsync);
    }

    public PollShape Shape { get; }

    public RowBackend Backend { get; }

    public Node Node { get; }

    /// <summary>Polls that were handed to the backend as they came.</summary>
    /// <summary>Which of them was the last, and where the bridge stood then.</summary>
    public string Why { get; private set; } = "";

    public int Passed { get; private set; }

    /// <summary>Requests of the bridge's own.</summary>
    public int Polled { get; private set; }

    /// <summary>The most of its polls that were with the backend at once.</summary>
    public int MostPolls { get; private set; }

    /// <summary>What the bridge gets instead of an answer; null: the answer.</summary>
    public Func<LegacyRequest, BackendAnswer?> Fault { get; set; } = _ => null;

    /// <summary>Where the upstream poll stands.</summary>
    public UpstreamState State => Assert.Single(_upstream.States);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static RowSite Of<T>()
        where T : IRow => new(T.Shape, T.Backend);

    /// <summary>Has the backend polled as for a page that is pushed to.</summary>
    public UpstreamRun Listen(LegacyRequest question)
    {
        var match = PollShapes.Samples.Match(Shape, question);
        var channel = Assert.Single(match.Channels);
        var run = _upstream.Join(_source, channel.Name, match.Variables, match.Credentials, channel.Key)!;
        _scheduler.RunAll();
        return run;
    }

    /// <summary>The channel that a poll is answered from.</summary>
    public ChannelName Channel(LegacyRequest question) => Assert.Single(new ShapeMatcher(Shape, Encoding.UTF8.GetBytes(Secret)).Match(question).Match!.Channels).Name;

    /// <summary>A page goes on polling, asking where it is told to each time.</summary>
    public RowPage Follow(RowClient client, Func<bool> onBridge)
    {
        var page = new RowPage(client, request => onBridge() ? BridgeAsync(request) : DirectAsync(request), _scheduler);
        _pages.Add(page);
        return page;
    }

    /// <summary>Lets time pass.</summary>
    public void Run(double seconds)
    {
        for (var end = _scheduler.Time.GetUtcNow().AddSeconds(seconds); _scheduler.Time.GetUtcNow() < end;)
        {
            Settle();
            _scheduler.Advance(Step);
        }

        Settle();
    }

    /// <summary>Lets happen what happens without time passing.</summary>
    public void Settle()
    {
        do
        {
            _scheduler.RunAll();
        }
        while (_pages.ToArray().Any(page => page.Go()));
    }

    /// <summary>Asks the bridge, and lets time pass until it answers.</summary>
    public LegacyAnswer AskBridge(LegacyRequest request) => Await(BridgeAsync(request));

    /// <summary>Asks the backend itself.</summary>
    public LegacyAnswer AskBackend(LegacyRequest request) => Await(DirectAsync(request));

    /// <summary>What is in the log.</summary>
    public async Task<List<Message>> ReadAsync(ChannelName channel)
    {
        var head = await Node.Log.HeadAsync(channel, Stop);
        var messages = new List<Message>();
        await Node.Log.ReadAsync(channel, head.Tail, new ReadLimit(100_000, int.MaxValue), messages, Stop);
        return messages;
    }

    public async Task<LegacyAnswer> BridgeAsync(LegacyRequest request, Stream? into = null)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = request.Method;
        context.Request.Path = request.Path;
        context.Request.QueryString = new QueryString(request.Query.Length > 0 ? "?" + request.Query : "");
        context.Features.Get<IHttpRequestFeature>()!.RawTarget = request.Target;
        foreach (var (name, value) in request.Headers)
        {
            context.Request.Headers.Append(name, value);
        }

        context.Request.Body = new MemoryStream(request.Body.ToArray());
        using var body = new MemoryStream();
        context.Response.Body = into ?? body;
        await _answer(context);
        return new LegacyAnswer
        {
            Status = context.Response.StatusCode,
            Headers = [.. context.Response.Headers.SelectMany(header => header.Value, (header, value) => KeyValuePair.Create(header.Key, value ?? ""))],
            Body = body.ToArray(),
        };
    }

    public void Dispose() => _parts.Dispose();

    private async Task<LegacyAnswer> DirectAsync(LegacyRequest request) =>
        (await Backend.AskAsync(request, TimeSpan.FromDays(1), CancellationToken.None)).Answer is { IsCut: false } answer ? answer : new LegacyAnswer { Status = 502 };

    private async Task PassAsync(HttpContext context)
    {
        Passed++;
        Why = $"The last: {context.Request.QueryString}, while the bridge stood at {string.Join(';', _upstream.States.Select(state => $"{state.Phase} {state.Cursor} {state.LastFault}"))}.";
        using var body = new MemoryStream();
        await context.Request.BodyReader.CopyToAsync(body, Stop); // it was looked at, and is still there
        var answer = await DirectAsync(new LegacyRequest
        {
            Method = context.Request.Method,
            Path = context.Request.Path.Value!,
            Query = context.Request.QueryString.Value!.TrimStart('?'),
            Headers = [.. context.Request.Headers.SelectMany(header => header.Value, (header, value) => KeyValuePair.Create(header.Key, value ?? ""))],
            Body = body.ToArray(),
        });
        context.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
        {
            context.Response.Headers.Append(name, value);
        }

        await context.Response.Body.WriteAsync(answer.Body, Stop);
    }

    private LegacyAnswer Await(Task<LegacyAnswer> answer)
    {
        for (var steps = 0; !answer.IsCompleted; steps++)
        {
            Assert.True(steps < 1_000, "No answer came.");
            Run(0.25);
        }

        return answer.GetAwaiter().GetResult();
    }

    /// <summary>The backend as the bridge meets it.</summary>
    private sealed class BridgeSide(RowSite site) : IBackend
    {
        private int _asking;

        public async ValueTask<BackendAnswer> AskAsync(LegacyRequest request, TimeSpan deadline, CancellationToken cancellationToken)
        {
            site.Polled++;
            if (site.Fault(request) is { } fault)
            {
                return fault;
            }

            site.MostPolls = Math.Max(site.MostPolls, ++_asking);
            try
            {
                return await site.Backend.AskAsync(request, deadline, cancellationToken);
            }
            finally
            {
                _asking--;
            }
        }
    }

    /// <summary>The node is made before the desk that listens to it.</summary>
    private sealed class LateInterest : IChannelInterest
    {
        public IChannelInterest? To { get; set; }

        public void Begins(ChannelName channel) => To?.Begins(channel);

        public void Ends(ChannelName channel) => To?.Ends(channel);
    }
}
