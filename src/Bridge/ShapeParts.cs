using System.Text;
using Bridge.Diagnostics;
using Bridge.Dialects;
using Bridge.Dialects.PollShapes;
using Bridge.Forwarding;
using Bridge.Messaging;
using Bridge.PollShapes;
using Bridge.Sessions;
using Bridge.Stores;
using Bridge.Transports;
using Bridge.Transports.LongPolling;
using Bridge.Upstream;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bridge;

/// <summary>Puts shapes, the backend that is polled by them, and the clients that are answered by them together.</summary>
internal sealed class ShapeParts : IDisposable
{
    private readonly BridgeOptions _options;
    private readonly Dictionary<string, UpstreamSource> _sources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ShapeMatcher> _matchers = new(StringComparer.Ordinal);
    private readonly IBackend? _backend;

    public ShapeParts(
        BridgeOptions options, Publisher publisher, IChannelLog log, IRecordStore records, BridgeScheduler scheduler, DeadlineWheel wheel, IRandomSource random,
        ILogger<UpstreamDesk> logger, IBackend? backend = null)
    {
        _options = options;
        _backend = backend ?? (options.Upstream.Backend is { } address ? new HttpBackend(address, options.Upstream, scheduler.Time) : null);
        var secret = Encoding.UTF8.GetBytes(options.Upstream.ScopeSecret ?? random.NextText(32));
        foreach (var shape in options.Shapes)
        {
            var matcher = new ShapeMatcher(shape, secret);
            _matchers.Add(shape.Name, matcher);
            if (_backend is not null)
            {
                _sources.Add(shape.Name, new UpstreamSource(shape, matcher, _backend));
            }
        }

        Upstream = new UpstreamDesk([.. _sources.Values], new UpstreamParts(publisher, log, records, scheduler, wheel, random, options.Upstream, logger));
    }

    /// <summary>Who polls.</summary>
    public UpstreamDesk Upstream { get; }

    /// <summary>Answers the polls of a shape.</summary>
    public ITransport Answer(PollShape shape, AnswerDesk desk, RequestDelegate pass, BridgeMeter meter, CancellationToken stopping) => new AnswerTransport(
        new PollShapeDialect(shape, _matchers[shape.Name]), desk, question => Join(shape, (ShapeQuestion)question), pass, _options.Upstream.Patience,
        _backend is not null ? null : shape.Cursor.Initial is CursorInitial.Now or CursorInitial.Tail ? Since.Now : Since.Oldest, meter, stopping);

    /// <inheritdoc/>
    public void Dispose()
    {
        Upstream.Dispose();
        (_backend as IDisposable)?.Dispose();
    }

    private IAnswerInterest? Join(PollShape shape, ShapeQuestion question)
    {
        if (!_sources.TryGetValue(shape.Name, out var source))
        {
            return Interest.Nobodys; // the application publishes
        }

        if (Upstream.Join(source, question.Channel, question.Match.Variables, question.Match.Credentials, question.Match.Channels[0].Key) is not { } run)
        {
            return null;
        }

        var interest = new Interest(run);
        var isOld = question.IsLatest && run.State is not { Answers: > 0, FailuresInRow: 0 }; // a state of before isn't the state
        if (isOld || run.State.Phase is UpstreamPhase.Down or UpstreamPhase.Stopped)
        {
            interest.Dispose();
            return null;
        }

        return interest;
    }

    private sealed class Interest(UpstreamRun? run) : IAnswerInterest
    {
        public static readonly Interest Nobodys = new(null);

        public Position? Find(Checkpoint cursor) => run?.State.Standing is { } standing && standing.Cursor == cursor.Text ? standing.At : null;

        public void Dispose() => run?.Leave();
    }
}
