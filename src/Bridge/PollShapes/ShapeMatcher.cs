using Bridge.Messaging;

namespace Bridge.PollShapes;

/// <summary>Decides whether a request is a shape's poll, and what it asks for. What it doesn't understand wholly it doesn't match: the request passes through.</summary>
internal sealed class ShapeMatcher
{
    private readonly PollShape _shape;
    private readonly byte[] _key;
    private readonly RequestPlan _plan;
    private readonly PathTemplate _path;
    private readonly ChannelTemplate _channel;
    private readonly CursorText _cursor;

    /// <summary>Takes a shape that was checked.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="key">The secret of scope keys: the same on all nodes, at least 16 bytes.</param>
    public ShapeMatcher(PollShape shape, ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(key.Length, 16, nameof(key));
        _shape = shape;
        _key = key.ToArray();
        _plan = new RequestPlan(shape);
        _path = new PathTemplate(shape.Match.Path);
        _channel = new ChannelTemplate(shape.Channel);
        _cursor = new CursorText(shape.Cursor);
    }

    /// <summary>Whether the request is the poll, and what it says.</summary>
    public MatchOutcome Match(LegacyRequest request)
    {
        if (!_shape.Match.Methods.Contains(request.Method))
        {
            return MatchOutcome.No("another method");
        }

        if (_path.Read(request.Path) is not { } path)
        {
            return MatchOutcome.No("another path");
        }

        var reading = new RequestReading(_shape, _plan);
        return reading.Read(request, path) is { } why ? MatchOutcome.No(why) : Complete(request, reading);
    }

    /// <summary>The variables with which to ask for a channel of a public shape; null when it is none of its channels.</summary>
    public IReadOnlyDictionary<string, string>? Variables(ChannelName channel) => _shape.Scope == ShapeScope.Public ? _channel.Read(channel) : null;

    /// <summary>The value that decides whether a client belongs to the percentage; null when it has none.</summary>
    public string? Cohort(LegacyRequest request) =>
        _shape.Cohort is { } cohort && RequestLookup.Find(request, cohort, _path.Read(request.Path) ?? new Dictionary<string, string>()) is [var value] ? value : null;

    private MatchOutcome Complete(LegacyRequest request, RequestReading reading)
    {
        var isPublic = _shape.Scope == ShapeScope.Public;
        var credentials = isPublic ? [] : reading.Credentials;
        if (_shape.Scope == ShapeScope.PerCredential && credentials.Count == 0)
        {
            return MatchOutcome.No("no credential");
        }

        var user = _shape.Scope == ShapeScope.PerUser ? request.User : null;
        if (_shape.Scope == ShapeScope.PerUser && user is null)
        {
            return MatchOutcome.No("nobody signed in");
        }

        var cursor = reading.Cursor.Count > 0 ? _cursor.Encode(reading.Cursor) : null;
        if (reading.Cursor.Count > 0 && cursor is null)
        {
            return MatchOutcome.No("a cursor that is none");
        }

        var scope = ScopeKey.Of(_key, _shape.Name, reading.Variables, user is null ? credentials : [], user);
        var channels = Channels(reading, scope).ToList();
        return channels.Count == 0 || channels.Any(channel => channel.Name.IsDefault)
            ? MatchOutcome.No("no channel name")
            : new(
                new LegacyMatch
                {
                    Variables = reading.Variables,
                    Channels = channels,
                    ScopeKey = scope,
                    Cursor = cursor,
                    Wait = reading.Wait,
                    Limit = reading.Limit,
                    More = reading.More,
                    Credentials = credentials,
                },
                null);
    }

    private IEnumerable<LegacyChannel> Channels(RequestReading reading, string scope)
    {
        string? Value(string name, string? key) => name switch
        {
            "scope" => scope,
            "channel" when key is not null => key,
            _ => reading.Variables.GetValueOrDefault(name),
        };
        return _shape.Cursor.Map is null
            ? [new LegacyChannel(_channel.Fill(name => Value(name, null)), null, _cursor.Encode(reading.Cursor))]
            : reading.Cursor.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => new LegacyChannel(_channel.Fill(name => Value(name, entry.Key)), entry.Key, entry.Value));
    }
}
