namespace Bridge.Messaging;

/// <summary>The tags of one reader: which messages with a restricted audience are for it. Few and fixed.</summary>
/// <remarks>A tag is 1 to 128 printable ASCII characters without comma and space.</remarks>
public sealed class TagSet
{
    /// <summary>No tags: only messages for everyone.</summary>
    public static readonly TagSet None = new([]);

    /// <summary>The longest tag, in characters.</summary>
    public const int MaxTagLength = 128;

    private readonly string[] _tags;

    private TagSet(string[] tags) => _tags = tags;

    /// <summary>The tags.</summary>
    public ReadOnlySpan<string> Tags => _tags;

    /// <summary>Takes tags; doubles are dropped.</summary>
    /// <exception cref="FormatException">One of them is no tag.</exception>
    public static TagSet Of(params IEnumerable<string> tags)
    {
        string[] distinct = [.. tags.Distinct(StringComparer.Ordinal)];
        foreach (var tag in distinct)
        {
            if (!IsValid(tag))
            {
                throw new FormatException("A tag has 1 to 128 printable ASCII characters without comma and space.");
            }
        }

        return distinct.Length == 0 ? None : new TagSet(distinct);
    }

    /// <summary>Whether the text is a tag.</summary>
    public static bool IsValid(string? tag) => tag is { Length: > 0 and <= MaxTagLength } && !tag.AsSpan().ContainsAnyExceptInRange('!', '~') && !tag.Contains(',');

    /// <summary>These tags and those.</summary>
    public TagSet With(TagSet other) => other._tags.Length == 0 ? this : _tags.Length == 0 ? other : Of([.. _tags, .. other._tags]);

    /// <summary>Whether both sets hold the same tags.</summary>
    public bool Holds(TagSet other) => other._tags.Length == _tags.Length && Array.TrueForAll(other._tags, tag => Array.IndexOf(_tags, tag) >= 0);

    /// <summary>Whether one tag is in both sets.</summary>
    public bool Overlaps(ReadOnlySpan<string> tags)
    {
        foreach (var tag in tags)
        {
            if (Array.IndexOf(_tags, tag) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
