namespace Bridge.Tests;

/// <summary>Tests that weigh the whole process: nothing else runs beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
