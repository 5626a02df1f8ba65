namespace Bridge.Gateway.Inference;

/// <summary>What was found for one field of a shape, and by what.</summary>
/// <param name="Field">The field.</param>
/// <param name="Text">The evidence.</param>
/// <param name="IsDoubt">Whether somebody should look at it.</param>
internal readonly record struct Finding(string Field, string Text, bool IsDoubt = false);
