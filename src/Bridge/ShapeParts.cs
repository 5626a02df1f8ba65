using System.Text;
using System.Text.Json;
using Bridge.Diagnostics;
using Bridge.Dialects;
using Bridge.Dialects.PollShapes;
using Bridge.Messaging;
using Bridge.PollShapes;
using Bridge.Sessions;
using Bridge.Transports;
using Bridge.Transports.LongPolling;
using Bridge.Upstream;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Bridge;

/// <summary>Puts shapes, the backend that is polled by them, and the clients that are answered by them together; again when the configuration says something else.</summary>
internal sealed class ShapeParts : IDisposable
{
    private readonly BridgeOptions _options;
    private readonly AnswerDesk _desk;
    private readonly ChannelTickets _tickets;
    private readonly BridgeMeter _meter;
    private readonly CancellationToken _stopping;
    private readonly ILogger _logger;
    private readonly ShapeCheckpoints _checkpoints;
    private readonly byte[] _secret;
    private readonly IBackend? _backend;
    private readonly Lock _lock = new();
    private readonly List<IDisposable> _watches = [];
    private IReadOnlyList<ShapeRoute> _routes = [];

    public ShapeParts(
        BridgeOptions options, UpstreamDesk upstream, AnswerDesk desk, ChannelTickets tickets, ShapeSecret secret, BridgeScheduler scheduler, BridgeMeter meter, IHostApplicationLifetime lifetime,
        ILogger<ShapeParts> logger, ShapeCheckpoints checkpoints, IBackend? backend = null)
    {
        _options = options;
        _desk = desk;
        _tickets = tickets;
        _meter = meter;
        _stopping = lifetime.ApplicationStopping;
        _logger = logger;
        _checkpoints = checkpoints;
        _secret = secret.Key;
        _backend = backend ?? (options.Upstream.Backend is { } address ? new HttpBackend(address, options.Upstream, scheduler.Time) : null);
        Upstream = upstream;
        Take(options.Shapes);
        foreach (var section in options.Shapes.Sections)
        {
            _watches.Add(ChangeToken.OnChange(section.GetReloadToken, Reload));
        }
    }

    /// <summary>Who polls.</summary>
    public UpstreamDesk Upstream { get; }

    /// <summary>The endpoints, as they are now.</summary>
    public IReadOnlyList<ShapeRoute> Routes => Volatile.Read(ref _routes);

    /// <summary>The endpoint of that name; null: there is none now.</summary>
    public ShapeRoute? Route(string name) => Routes.FirstOrDefault(route => route.Shape.Name == name);

    /// <summary>Serves what comes to an endpoint's address.</summary>
    public Task ServeAsync(string name, HttpContext context) => Route(name) is { } route ? route.ServeAsync(context) : PassAsync(context);

    /// <summary>Serves requests; those that the bridge doesn't answer go on there.</summary>
    public static RequestDelegate Through(RequestDelegate? pass, RequestDelegate serve) => async context =>
    {
        context.Items[typeof(ShapeParts)] = pass;
        try
        {
            await serve(context).ConfigureAwait(false);
        }
        catch (BadHttpRequestException fault) when (!context.Response.HasStarted)
        {
            await BodyFraming.RefuseAsync(context, fault).ConfigureAwait(false); // a body that nobody can read can be passed on to nobody
        }
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        _watches.ForEach(watch => watch.Dispose());
        Upstream.Dispose();
        (_backend as IDisposable)?.Dispose();
    }

    /// <summary>Takes the shapes as the configuration has them now, all or none: with a fault in one, everything stays as it was.</summary>
    private void Reload()
    {
        var shapes = _options.Shapes.Reread();
        var faults = new OptionFaults();
        shapes.Check(faults);
        if (faults.Found.Count > 0)
        {
            _logger.ShapesRefused(string.Join(Environment.NewLine, faults.Found));
            return;
        }

        ShapeChannels.Declare(_options.Channels, shapes);
        Take(shapes);
        _logger.ShapesTaken(shapes.Count());
    }

    private void Take(BridgeShapes shapes)
    {
        lock (_lock)
        {
            // What is described as before goes on as it is: its polls are not disturbed.
            Volatile.Write(ref _routes, [.. shapes.Select(shape => Route(shape.Name) is { } known && Text(known.Shape) == Text(shape) ? known : Make(shape))]);
            _checkpoints.Change(_options, shapes);
            Upstream.Change([.. _routes.Select(route => route.Source).OfType<UpstreamSource>()]);
        }
    }

    private ShapeRoute Make(PollShape shape)
    {
        var matcher = new ShapeMatcher(shape, _secret);
        var source = _backend is null ? null : new UpstreamSource(shape, matcher, _backend);
        var dialect = new PollShapeDialect(shape, matcher);
        IAnswerInterest? Join(AnswerQuestion question) => source is null ? ShapeInterest.Nobodys : ShapeInterest.Join(Upstream, source, (ShapeQuestion)question);
        Since? otherwise = _backend is not null ? null : shape.Cursor.Initial is CursorInitial.Now or CursorInitial.Tail ? Since.Now : Since.Oldest;
        return new ShapeRoute(
            shape, matcher, source, dialect, new AnswerTransport(dialect, _desk, Join, PassAsync, _options.Upstream.Patience, otherwise, _meter, _stopping),
            new PlaceTransport(_desk, Join, _tickets, _options.Upstream.Patience, _stopping), Join, PassAsync);
    }

    /// <summary>To where whoever mapped the endpoint said; else 404, as an application without a backend says.</summary>
    private static Task PassAsync(HttpContext context)
    {
        if (context.Items[typeof(ShapeParts)] is RequestDelegate pass)
        {
            return pass(context);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static string Text(PollShape shape) => JsonSerializer.Serialize(shape, ShapeJson.Default.PollShape);
}
