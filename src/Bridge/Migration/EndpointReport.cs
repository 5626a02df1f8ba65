namespace Bridge.Migration;

/// <summary>What an operator sees of one endpoint.</summary>
/// <param name="Shape">The shape's name.</param>
/// <param name="Stage">Its stage, as it is written.</param>
/// <param name="Settings">What that means.</param>
/// <param name="Allow">Cohort ids that are always in.</param>
/// <param name="Deny">Cohort ids that are never in.</param>
/// <param name="Interceptable">Whether its polls can be answered inside pages.</param>
/// <param name="Why">Why they can't; null: they can.</param>
/// <param name="Census">Who polls it; null: nobody has.</param>
/// <param name="Shadow">What comparing showed; null: nothing was compared.</param>
public sealed record EndpointReport(
    string Shape, string Stage, StageSettings Settings, IReadOnlyList<string> Allow, IReadOnlyList<string> Deny, bool Interceptable, string? Why, CensusReport? Census, ShadowReport? Shadow);
