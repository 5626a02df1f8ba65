using Bridge.Messaging;

namespace Bridge.Sqlite;

/// <summary>An audience as a column: null for everyone, else <c>only,only except,except</c>. Tags hold neither comma nor space.</summary>
internal static class AudienceText
{
    public static string? Write(Audience audience) =>
        audience.IsEveryone ? null : string.Join(',', audience.Only.ToArray()) + " " + string.Join(',', audience.Except.ToArray());

    public static Audience Read(string? text)
    {
        if (text is null)
        {
            return Audience.Everyone;
        }

        var parts = text.Split(' ');
        return Audience.Tagged(Tags(parts[0])).But(Tags(parts[1]));
    }

    private static string[] Tags(string part) => part.Length == 0 ? [] : part.Split(',');
}
