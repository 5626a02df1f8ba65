using Bridge.PollShapes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Bridge.Migration;

/// <summary>Where old polls come in: finds the endpoint whose poll a request is, and serves it as far as the endpoint has moved. Everything else passes through.</summary>
/// <param name="routes">The endpoints, as they are now.</param>
/// <param name="read">Reads a request as shapes see it, and leaves its body unread; null: it is no poll.</param>
/// <param name="stages">How far each endpoint has moved.</param>
/// <param name="census">Who polls.</param>
/// <param name="shadow">Compares what passes through.</param>
/// <param name="pass">Hands a request to the backend.</param>
/// <param name="time">The clock.</param>
internal sealed class PollGate(
    Func<IReadOnlyList<PollRoute>> routes, Func<HttpContext, ValueTask<LegacyRequest?>> read, StageBook stages, Census census, ShadowJudge shadow, RequestDelegate pass, TimeProvider time)
{
    public async Task ServeAsync(HttpContext context)
    {
        var note = PollNote.Take(context.Request);
        if (await FindAsync(context).ConfigureAwait(false) is not { Match: { } match } sighting)
        {
            await PassAsync(context).ConfigureAwait(false);
            return;
        }

        var route = sighting.Route;
        var rule = stages[route.Shape.Name];
        var id = route.Shape.Cohort is null ? context.Request.Cookies[Cohort.Cookie] : route.Matcher.Cohort(sighting.Request);
        using var poll = census.Poll(context, route.Shape, id, note, rule.Settings.Shadow || note.Kind == PollNoteKind.Audit);
        if (rule.Settings.Sunset is { } sunset)
        {
            await RetireAsync(context, route, match, poll, sunset).ConfigureAwait(false);
        }
        else if (note.Kind == PollNoteKind.Place && rule.Settings.Upstream && Cohort.IsIn(rule, rule.Settings.Intercept, id)
            && InterceptPlan.Fault(route.Shape) is null && await route.TryPlaceAsync(context, match).ConfigureAwait(false))
        {
            poll.Served = PollService.Placed;
        }
        else if (note.Kind != PollNoteKind.Audit && rule.Settings.Upstream && Cohort.IsIn(rule, rule.Settings.Answer, id))
        {
            poll.Served = PollService.Answered;
            await route.AnswerAsync(context, match).ConfigureAwait(false);
        }
        else
        {
            poll.Served = note.Kind == PollNoteKind.Audit ? PollService.Audited : PollService.Passed;
            await PassAsync(context, route, match, rule.Settings, poll).ConfigureAwait(false);
        }
    }

    private async ValueTask<Sighting?> FindAsync(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? target : target[..query];
        LegacyRequest? request = null;
        foreach (var route in routes())
        {
            if (!route.IsNear(context.Request, path))
            {
                continue;
            }

            request ??= await read(context).ConfigureAwait(false);
            if (request is null)
            {
                return null;
            }

            var outcome = route.Matcher.Match(request);
            if (outcome.Match is not null)
            {
                return new Sighting(route, request, outcome.Match);
            }

            census.Missed(route.Shape, outcome.Why!);
        }

        return null;
    }

    /// <summary>What is no poll: it passes, as most requests do.</summary>
    private async Task PassAsync(HttpContext context)
    {
        var (isWrite, isShared) = (false, false);
        foreach (var route in routes())
        {
            isWrite |= route.IsWrite(context.Request);
            isShared |= IsShared(route);
        }

        if (isShared)
        {
            CohortCookie.Offer(context);
        }

        using var visit = isWrite ? null : await census.StrangeAsync(context, read).ConfigureAwait(false);
        await pass(context).ConfigureAwait(false);
    }

    /// <summary>Whether some clients are served in one way and some in another, told apart by our cookie.</summary>
    private bool IsShared(PollRoute route) =>
        route.Shape.Cohort is null && stages[route.Shape.Name].Settings is { Answer: > 0 and < 100 } or { Intercept: > 0 and < 100 };

    private async Task PassAsync(HttpContext context, PollRoute route, LegacyMatch match, StageSettings settings, CensusVisit poll)
    {
        var began = time.GetUtcNow();
        using (settings.Upstream && route.MayTap ? route.Tap(match) : null)
        {
            await pass(context).ConfigureAwait(false);
        }

        if (settings.Upstream && route.MayTap && (settings.Shadow || poll.Served == PollService.Audited))
        {
            _ = shadow.JudgeAsync(route, match, poll.Tap.Answer(), began);
        }
    }

    /// <summary>Until its day it is answered, with the headers of RFC 9745 and RFC 8594; then it is gone.</summary>
    private async Task RetireAsync(HttpContext context, PollRoute route, LegacyMatch match, CensusVisit poll, DateTimeOffset sunset)
    {
        var response = context.Response;
        response.Headers["Deprecation"] = $"@{(sunset > DateTimeOffset.UnixEpoch ? sunset : DateTimeOffset.UnixEpoch).ToUnixTimeSeconds()}";
        if (sunset > time.GetUtcNow())
        {
            response.Headers["Sunset"] = sunset.ToString("R");
            poll.Served = PollService.Answered;
            await route.AnswerAsync(context, match).ConfigureAwait(false);
            return;
        }

        poll.Served = PollService.Refused;
        response.StatusCode = StatusCodes.Status410Gone;
        response.Headers.CacheControl = "no-store";
        response.ContentType = "text/plain; charset=utf-8";
        await response.WriteAsync("This address is no longer polled: its news are pushed. Reload the page; if that doesn't help, the page is older than the server and must be updated.\n", context.RequestAborted).ConfigureAwait(false);
    }

    private readonly record struct Sighting(PollRoute Route, LegacyRequest Request, LegacyMatch Match);
}
