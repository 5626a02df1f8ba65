namespace Bridge.Unlisted;

/// <summary>Its namespace is no room.</summary>
public sealed class Stray;
