using Bridge.Messaging;

namespace Bridge.Stores;

/// <summary>An audience as a column: null for everyone, else <c>only,only except,except</c>. Tags hold neither comma nor space.</summary>
internal static class AudienceText
{
    public static string? Write(Audience audience) =>
        audience.IsEveryone ? null : string.Join(',', audience.Only.ToArray()) + " " + string.Join(',', audience.Except.ToArray());

    /// <exception cref="FormatException">It is none: the store is damaged.</exception>
    public static Audience Read(string? text)
    {
        if (text is null)
        {
            return Audience.Everyone;
        }

        if (text.Split(' ') is not [var only, var except])
        {
            throw new FormatException($"'{text}' is no audience.");
        }

        return (only.Length == 0 ? Audience.Everyone : Audience.Tagged(Tags(only))).But(Tags(except));
    }

    private static string[] Tags(string part) => part.Length == 0 ? [] : part.Split(',');
}
