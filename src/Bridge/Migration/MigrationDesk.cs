using Bridge.PollShapes;

namespace Bridge.Migration;

/// <summary>What operators see and switch.</summary>
internal sealed class MigrationDesk(Func<IReadOnlyList<PollShape>> shapes, StageBook stages, Census census, ShadowJudge shadow)
{
    /// <summary>Everything.</summary>
    public MigrationReport Report()
    {
        var counted = census.Reports.ToDictionary(report => report.Shape);
        var compared = shadow.Reports.ToDictionary(report => report.Shape);
        return new MigrationReport(
            [.. shapes().Select(shape => Endpoint(shape, counted.GetValueOrDefault(shape.Name), compared.GetValueOrDefault(shape.Name)))], census.Strangers, stages.Changes);
    }

    /// <summary>One endpoint; null: there is none of that name.</summary>
    public EndpointReport? Find(string name) => Report().Shapes.FirstOrDefault(endpoint => endpoint.Shape == name);

    /// <summary>Switches one endpoint; null: to what the configuration says. What is wrong with that, or null when it is done.</summary>
    public async ValueTask<string?> SwitchAsync(string name, StageRule? rule, string who, CancellationToken cancellationToken)
    {
        if (shapes().FirstOrDefault(shape => shape.Name == name) is not { } shape)
        {
            return $"There is no shape '{name}'.";
        }

        if (rule?.Settings.Stage is Stage.Tap or Stage.Shadow && Guarantee.Of(shape).TapRefusals is [var why, ..])
        {
            return $"'{name}' can't be at {rule.Settings.Stage.ToString().ToLowerInvariant()}: {why}";
        }

        await stages.SwitchAsync(name, rule, who, cancellationToken).ConfigureAwait(false);
        return null;
    }

    /// <summary>The way back, in one call: every endpoint whose polls are answered or intercepted passes through again.</summary>
    public async ValueTask StopAsync(string who, CancellationToken cancellationToken)
    {
        foreach (var shape in shapes())
        {
            if (stages[shape.Name].Settings is { Answer: > 0 } or { Intercept: > 0 })
            {
                await stages.SwitchAsync(shape.Name, new StageRule { Settings = StageSettings.Of(Guarantee.Of(shape).TapRefusals.Count > 0 ? Stage.Observe : Stage.Tap) }, who, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private EndpointReport Endpoint(PollShape shape, CensusReport? counted, ShadowReport? compared)
    {
        var rule = stages[shape.Name];
        var fault = InterceptPlan.Fault(shape);
        return new(shape.Name, rule.Settings.ToString(), rule.Settings, rule.Allow, rule.Deny, fault is null, fault, counted, compared);
    }
}
