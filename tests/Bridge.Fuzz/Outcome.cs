namespace Bridge.Fuzz;

/// <summary>What came of an input, coarse enough that a new one is news.</summary>
/// <param name="Code">A refusal's code, or what was understood.</param>
/// <param name="Detail">What tells two of the same code apart.</param>
internal readonly record struct Outcome(string Code, int Detail = 0);
