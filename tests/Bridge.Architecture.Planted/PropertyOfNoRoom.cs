namespace Bridge;

public sealed class PropertyOfNoRoom
{
    public Unlisted.Stray? Stray { get; init; }
}
