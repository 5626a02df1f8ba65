using Bridge.Diagnostics;
using Bridge.Dialects.PollShapes;
using Bridge.Messaging;
using Bridge.Migration;
using Bridge.PollShapes;
using Bridge.Sessions;
using Bridge.Stores;
using Bridge.Transports;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Bridge;

/// <summary>Puts together what moves old pages: stages, census, comparison, and the gate where old polls come in.</summary>
internal sealed class MigrationParts : IDisposable
{
    private const int MaxBodyBytes = 64 << 10;

    private readonly BridgeOptions _options;
    private readonly ShapeParts _shapes;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly List<IDisposable> _watches = [];

    public MigrationParts(
        BridgeOptions options, ShapeParts shapes, StageBook stages, AnswerDesk desk, IChannelLog log, DeadlineWheel wheel, BridgeScheduler scheduler, BridgeMeter meter, ILogger<MigrationParts> logger)
    {
        _options = options;
        _shapes = shapes;
        _logger = logger;
        _time = scheduler.Time;
        Stages = stages;
        Census = new Census(scheduler.Time, meter, options.Migration.Propose);
        Shadow = new ShadowJudge(log, desk, shapes.Upstream.IsServed, wheel, scheduler, meter);
        Desk = new MigrationDesk(() => [.. shapes.Routes.Select(route => route.Shape)], stages, Census, Shadow);
        stages.Configure(options.Stages.Rules);
        foreach (var section in options.Stages.Sections)
        {
            _watches.Add(ChangeToken.OnChange(section.GetReloadToken, Reload));
        }
    }

    /// <summary>How far each endpoint has moved.</summary>
    public StageBook Stages { get; }

    /// <summary>Who polls.</summary>
    public Census Census { get; }

    /// <summary>What comparing showed.</summary>
    public ShadowJudge Shadow { get; }

    /// <summary>What operators see and switch.</summary>
    public MigrationDesk Desk { get; }

    /// <summary>Where old polls come in.</summary>
    public RequestDelegate Gate(RequestDelegate pass)
    {
        var gate = new PollGate(() => _shapes.Routes, ReadAsync, Stages, Census, Shadow, pass, _time);
        return ShapeParts.Through(pass, gate.ServeAsync);
    }

    /// <summary>What the script in old pages is told.</summary>
    public byte[] Plan(string url) => InterceptPlan.Write(url, _options.Migration.Audit, _options.Migration.Patience, _shapes.Routes.Select(route => route.Shape));

    /// <inheritdoc/>
    public void Dispose()
    {
        _watches.ForEach(watch => watch.Dispose());
        Stages.Dispose();
    }

    private void Reload()
    {
        var stages = _options.Stages.Reread();
        var faults = new OptionFaults();
        stages.Check(faults, [.. _options.Shapes.Reread()]);
        if (faults.Found.Count > 0)
        {
            _logger.StagesRefused(string.Join(Environment.NewLine, faults.Found));
            return;
        }

        Stages.Configure(stages.Rules);
    }

    private static async ValueTask<LegacyRequest?> ReadAsync(HttpContext context) =>
        await BodyPeek.ReadAsync(context.Request, MaxBodyBytes, context.RequestAborted).ConfigureAwait(false) is { } body ? LegacyRequestReader.Read(context.Request, body) : null;
}
