using System.Globalization;
using System.Text;
using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Postgres;

/// <summary>Hints as the text of a notification: <c>node hint hint…</c>; a hint is <c>n:offset:channel</c>, <c>l:attempt:session</c>, or <c>*</c>: look at everything you wait for.</summary>
internal static class HintText
{
    private const int MaxLength = 7_900; // PostgreSQL takes less than 8 000 bytes; all of it is ASCII

    /// <summary>As many notifications as needed; when news would need more than one, they say only that there are some.</summary>
    public static IEnumerable<string> Write(string node, IReadOnlyCollection<Signal> signals)
    {
        var text = new StringBuilder(node);
        foreach (var signal in signals)
        {
            if (!signal.Channel.IsDefault)
            {
                text.Append(CultureInfo.InvariantCulture, $" n:{signal.Number}:{signal.Channel.Value}");
            }
        }

        if (text.Length > MaxLength || signals.Contains(default))
        {
            text.Clear().Append(node).Append(" *");
        }

        foreach (var signal in signals)
        {
            if (signal.Session != default)
            {
                var hint = string.Create(CultureInfo.InvariantCulture, $" l:{signal.Number}:{signal.Session.Value}");
                if (text.Length + hint.Length > MaxLength)
                {
                    yield return text.ToString();
                    text.Clear().Append(node);
                }

                text.Append(hint);
            }
        }

        yield return text.ToString();
    }

    /// <summary>Adds what a notification says; what cannot be read counts as "everything": it is a newer version's.</summary>
    /// <returns>Whether everything is to be looked at.</returns>
    public static bool Read(string text, string ownNode, List<Signal> into)
    {
        var parts = text.Split(' ');
        if (parts[0] == ownNode)
        {
            return false;
        }

        var everything = false;
        foreach (var part in parts.AsSpan(1))
        {
            if (part.Split(':', 3) is [var kind, var digits, var name] && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && (kind == "l" || (kind == "n" && ChannelName.IsValid(name))))
            {
                into.Add(kind == "l" ? Signal.Lease(new SessionId(name), number) : new Signal(name, default, number));
            }
            else
            {
                everything = true;
            }
        }

        return everything;
    }
}
