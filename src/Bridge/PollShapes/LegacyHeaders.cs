namespace Bridge.PollShapes;

/// <summary>Looks headers up.</summary>
internal static class LegacyHeaders
{
    /// <summary>A header's value, several joined by commas; null when there is none.</summary>
    public static string? Find(IReadOnlyList<KeyValuePair<string, string>> headers, string name)
    {
        string? found = null;
        foreach (var header in headers)
        {
            if (header.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                found = found is null ? header.Value : $"{found}, {header.Value}";
            }
        }

        return found;
    }
}
