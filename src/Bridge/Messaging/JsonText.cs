using System.Text.Json;

namespace Bridge.Messaging;

/// <summary>The one answer to: is this JSON that may be passed on?</summary>
internal static class JsonText
{
    /// <summary>Whether the bytes are one JSON value that nests no deeper and whose strings can be read.</summary>
    public static bool IsValid(ReadOnlySpan<byte> utf8, int maxDepth)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = maxDepth });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                {
                    _ = reader.GetString(); // lone surrogates are only found when the escapes are read
                }
            }

            return true;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
