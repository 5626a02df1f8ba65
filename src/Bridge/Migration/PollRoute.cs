using Bridge.PollShapes;
using Microsoft.AspNetCore.Http;

namespace Bridge.Migration;

/// <summary>One legacy endpoint, and the ways in which its polls can be served.</summary>
internal abstract class PollRoute(PollShape shape, ShapeMatcher matcher)
{
    private readonly PathTemplate _path = new(shape.Match.Path);
    private readonly (string Method, PathTemplate Path)[] _writes = [.. shape.Send.Select(send => (send.Method, new PathTemplate(send.Path)))];

    /// <summary>How it is asked and answers.</summary>
    public PollShape Shape => shape;

    /// <summary>Which requests are its polls.</summary>
    public ShapeMatcher Matcher => matcher;

    /// <summary>Whether the bridge may poll beside pages that poll: not where a poll takes something away from them.</summary>
    public bool MayTap { get; } = Guarantee.Of(shape).TapRefusals.Count == 0;

    /// <summary>Whether a request may be its poll, seen from afar: cheap, for every request passes here.</summary>
    public bool IsNear(HttpRequest request, string path) => shape.Match.Methods.Contains(request.Method) && _path.Read(path) is not null;

    /// <summary>Whether a request is a write that belongs to it.</summary>
    public bool IsWrite(HttpRequest request)
    {
        foreach (var (method, path) in _writes)
        {
            if (method.Equals(request.Method, StringComparison.OrdinalIgnoreCase) && path.Read(request.Path.Value ?? "") is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Answers in the backend's place, or passes through what only the backend can answer.</summary>
    public abstract Task AnswerAsync(HttpContext context, LegacyMatch match);

    /// <summary>Tells a page where in the push stream it goes on; false: it can't be told, and nothing was written.</summary>
    public abstract ValueTask<bool> TryPlaceAsync(HttpContext context, LegacyMatch match);

    /// <summary>Has the backend polled while the poll passes through; null: it can't be.</summary>
    public abstract IDisposable? Tap(LegacyMatch match);
}
