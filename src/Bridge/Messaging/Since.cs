namespace Bridge.Messaging;

/// <summary>Where a subscription starts.</summary>
public readonly record struct Since
{
    private enum Kind : byte
    {
        Now,
        Oldest,
        Last,
        After,
    }

    private readonly Kind _kind;
    private readonly int _count;
    private readonly Position _position;

    private Since(Kind kind, int count = 0, Position position = default)
    {
        _kind = kind;
        _count = count;
        _position = position;
    }

    /// <summary>With the next message: the default.</summary>
    public static Since Now => default;

    /// <summary>With the oldest message kept.</summary>
    public static Since Oldest => new(Kind.Oldest);

    /// <summary>With the last n messages kept.</summary>
    public static Since Last(int messages) => new(Kind.Last, messages);

    /// <summary>After a position.</summary>
    public static Since After(Position position) => new(Kind.After, 0, position);

    /// <summary>The position, when the client named one.</summary>
    public Position? Explicit => _kind == Kind.After ? _position : null;

    /// <summary>The position in a channel that stands so: messages after it are delivered.</summary>
    /// <param name="head">The last position given out.</param>
    /// <param name="tail">The position before the oldest message kept.</param>
    public Position Resolve(Position head, Position tail) => _kind switch
    {
        Kind.Now => head,
        Kind.Oldest => tail,
        Kind.Last => head with { Offset = Math.Max(tail.Offset, head.Offset - _count) },
        _ => _position,
    };

    /// <summary>Reads the text form: <c>now</c>, <c>oldest</c>, <c>last:N</c> or a position.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Since since)
    {
        since = default;
        if (text is "now")
        {
            return true;
        }

        if (text is "oldest")
        {
            since = Oldest;
            return true;
        }

        if (text.StartsWith("last:") && DecimalText.TryParse(text[5..], out var count))
        {
            since = Last(count);
            return true;
        }

        if (Position.TryParse(text, out var position))
        {
            since = After(position);
            return true;
        }

        return false;
    }
}
