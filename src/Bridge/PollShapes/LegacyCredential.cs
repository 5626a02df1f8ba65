namespace Bridge.PollShapes;

/// <summary>A credential of a request, to be passed on as it came. Its text doesn't show the value.</summary>
internal sealed class LegacyCredential(RequestPlace place, string key, string value)
{
    /// <summary>Where it stands.</summary>
    public RequestPlace Place => place;

    /// <summary>Its name.</summary>
    public string Key => key;

    /// <summary>The secret.</summary>
    public string Value => value;

    /// <inheritdoc/>
    public override string ToString() => $"{ChoiceText.Of(place)} {key}";
}
