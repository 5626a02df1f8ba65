namespace Bridge.ForwardBench;

/// <summary>What one window showed.</summary>
internal readonly record struct LoadResult(double PerSecond, double P50, double P99);
