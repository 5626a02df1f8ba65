using System.Globalization;

namespace Bridge.Messaging;

/// <summary>A whole number in a client's text: decimal digits and nothing else. .NET's number reader lets U+0000 follow.</summary>
internal static class DecimalText
{
    public static bool TryParse(ReadOnlySpan<char> text, out int number)
    {
        number = 0;
        return !text.ContainsAnyExceptInRange('0', '9') && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
