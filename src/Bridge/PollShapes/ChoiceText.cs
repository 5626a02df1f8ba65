namespace Bridge.PollShapes;

/// <summary>Members of enumerations as words: small letters with hyphens.</summary>
internal static class ChoiceText
{
    /// <summary>The member's word.</summary>
    public static string Of<T>(T member)
        where T : struct, Enum => member switch
        {
            ShapeUnit.Seconds => "s",
            ShapeUnit.Milliseconds => "ms",
            _ => string.Concat(member.ToString().Select((sign, at) => char.IsUpper(sign) ? $"{(at > 0 ? "-" : "")}{char.ToLowerInvariant(sign)}" : $"{sign}")),
        };
}
