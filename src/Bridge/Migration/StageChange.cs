namespace Bridge.Migration;

/// <summary>One switch of a stage.</summary>
/// <param name="Shape">The endpoint.</param>
/// <param name="From">What it was.</param>
/// <param name="To">What it is since.</param>
/// <param name="Who">Who switched.</param>
/// <param name="When">When.</param>
public sealed record StageChange(string Shape, string From, string To, string Who, DateTimeOffset When);
