using Bridge.Dialects;
using Bridge.Dialects.PollShapes;
using Bridge.Migration;
using Bridge.PollShapes;
using Bridge.Sessions;
using Bridge.Transports.LongPolling;
using Bridge.Upstream;
using Microsoft.AspNetCore.Http;

namespace Bridge;

/// <summary>The ways in which one endpoint's polls are served, put together.</summary>
internal sealed class ShapeRoute(
    PollShape shape, ShapeMatcher matcher, UpstreamSource? source, PollShapeDialect dialect, AnswerTransport answer, PlaceTransport place, Func<AnswerQuestion, IAnswerInterest?> join,
    RequestDelegate pass) : PollRoute(shape, matcher)
{
    /// <summary>How its backend is asked; null: nobody is.</summary>
    public UpstreamSource? Source => source;

    /// <summary>Serves whatever comes to the endpoint's address: its polls are answered, all else passes through.</summary>
    public Task ServeAsync(HttpContext context) => answer.ServeAsync(context);

    public override Task AnswerAsync(HttpContext context, LegacyMatch match) => dialect.Question(match) is { } question ? answer.ServeAsync(context, question) : pass(context);

    public override async ValueTask<bool> TryPlaceAsync(HttpContext context, LegacyMatch match) =>
        dialect.Question(match) is { } question && await place.TryServeAsync(context, question).ConfigureAwait(false);

    public override IDisposable? Tap(LegacyMatch match) => dialect.Question(match) is { } question ? join(question) : null;
}
