namespace Bridge.Simulation.Checking;

/// <summary>A promise that was broken.</summary>
internal sealed class Violation(Promise promise, string what) : Exception($"{promise}: {what}")
{
    public Promise Promise => promise;
}
