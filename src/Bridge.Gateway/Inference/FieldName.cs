using Bridge.PollShapes;

namespace Bridge.Gateway.Inference;

/// <summary>A place of a request that can hold a value.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Key">Its name; in a JSON body with dots, in the path the variable.</param>
internal readonly record struct FieldName(RequestPlace Place, string Key)
{
    /// <inheritdoc/>
    public override string ToString() => Place switch
    {
        RequestPlace.Query => $"`{Key}`",
        RequestPlace.Path => $"{{{Key}}} of the path",
        _ => $"`{Key}` ({ChoiceText.Of(Place)})",
    };
}
