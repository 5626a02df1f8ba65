namespace Bridge.Migration;

/// <summary>What an operator sees before switching a stage.</summary>
/// <param name="Shapes">Each endpoint.</param>
/// <param name="Strangers">Requests that look like polls but match no shape.</param>
/// <param name="Changes">The last switches, the newest first.</param>
public sealed record MigrationReport(IReadOnlyList<EndpointReport> Shapes, IReadOnlyList<StrangePoll> Strangers, IReadOnlyList<StageChange> Changes);
