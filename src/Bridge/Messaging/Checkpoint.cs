namespace Bridge.Messaging;

/// <summary>The legacy cursor that stood after one upstream answer, as the backend wrote it.</summary>
/// <param name="Text">The cursor's text, at most 2 048 characters.</param>
public sealed record Checkpoint(string Text);
