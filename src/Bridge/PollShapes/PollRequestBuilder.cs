using System.Globalization;

namespace Bridge.PollShapes;

/// <summary>Makes the requests that a shape describes.</summary>
internal sealed class PollRequestBuilder(PollShape shape)
{
    private readonly RequestPlan _plan = new(shape);
    private readonly CursorText _cursor = new(shape.Cursor);

    /// <summary>The cursor of the first poll; null: it sends none.</summary>
    /// <param name="now">The present.</param>
    /// <param name="found">What the start call or the session's steps gave.</param>
    /// <param name="channels">For maps: the backend's names of the channels.</param>
    public string? FirstCursor(DateTimeOffset now, IReadOnlyDictionary<string, string> found, IEnumerable<string> channels)
    {
        if (shape.Cursor.Map is { } map)
        {
            return _cursor.Encode(channels.ToDictionary(channel => channel, channel => found.GetValueOrDefault(channel, map.Value)));
        }

        var parts = new Dictionary<string, string>();
        foreach (var part in shape.Cursor.Parts)
        {
            var value = found.GetValueOrDefault(part.Var) ?? shape.Cursor.Initial switch
            {
                CursorInitial.Value => part.Value,
                CursorInitial.Now => (part.Unit == ShapeUnit.Milliseconds ? now.ToUnixTimeMilliseconds() : now.ToUnixTimeSeconds()).ToString(CultureInfo.InvariantCulture),
                _ => null,
            };
            if (value is not null)
            {
                parts[part.Var] = value;
            }
        }

        return _cursor.Encode(parts);
    }

    /// <summary>A poll.</summary>
    /// <exception cref="FormatException">A variable is missing, or a value can't stand where it belongs; the message names it without its value.</exception>
    public LegacyRequest Poll(PollAsk ask) =>
        Write(ask, shape.Request.Method, shape.Request.Url ?? shape.Match.Path, shape.Request.Body, _plan.Params, isPoll: true);

    /// <summary>A call beside the polls: the start, a probe, a step of the session, an acknowledgement.</summary>
    /// <exception cref="FormatException">A variable is missing, or a value can't stand where it belongs; the message names it without its value.</exception>
    public LegacyRequest Call(ShapeCall call, PollAsk ask) => Write(ask, call.Method, call.Url, call.Body, call.Params, isPoll: false);

    private LegacyRequest Write(PollAsk ask, string method, string url, RequestBody body, IReadOnlyList<RequestParameter> parameters, bool isPoll)
    {
        var entries = isPoll && shape.Cursor.Map is not null && ask.Cursor is not null ? _cursor.Decode(ask.Cursor) : null;
        var values = new PollValues(shape, ask, entries is null ? Cursor(ask) : new Dictionary<string, string>());
        var path = new PathTemplate(url).Fill(values.Find)
            ?? throw new FormatException($"{shape.Name}: the path {url} can't be made: a variable is missing, empty, or of dots only.");
        var writing = new RequestWriting(values, _plan.IsNumber);
        foreach (var param in parameters)
        {
            writing.Add(param);
        }

        foreach (var (channel, id) in (entries ?? new Dictionary<string, string>()).OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            writing.AddEntry(shape.Cursor.Map!.In, channel, id);
        }

        foreach (var credential in ask.Credentials.Where(credential => credential.Place != RequestPlace.Path))
        {
            writing.AddText(credential.Place, credential.Key, credential.Value, isNumber: false);
            if (shape.Auth.Csrf is { } csrf && credential.Place == RequestPlace.Cookie && credential.Key == csrf.Cookie)
            {
                writing.AddText(csrf.In, csrf.Key, credential.Value, isNumber: false);
            }
        }

        return writing.Finish(method, path, body);
    }

    private IReadOnlyDictionary<string, string> Cursor(PollAsk ask)
    {
        if (ask.Cursor is null)
        {
            return new Dictionary<string, string>();
        }

        var parts = _cursor.Decode(ask.Cursor) ?? throw new FormatException($"{shape.Name}: the cursor is none of this shape's.");
        var overlap = shape.Dedupe?.Overlap ?? 0;
        return overlap == 0 ? parts : shape.Cursor.Parts.Where(part => parts.ContainsKey(part.Var)).ToDictionary(part => part.Var, part => Back(part, parts[part.Var], overlap));
    }

    private static string Back(CursorPart part, string value, int overlap) =>
        part.Type is CursorType.Int or CursorType.Time && CursorText.TryNumber(value, out var number)
            ? (number > overlap ? number - overlap : Math.Min(number, 0)).ToString(CultureInfo.InvariantCulture)
            : value;
}
