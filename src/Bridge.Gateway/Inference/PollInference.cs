using Bridge.PollShapes;

namespace Bridge.Gateway.Inference;

/// <summary>Finds the polls of a recording and proposes a shape for each.</summary>
internal sealed class PollInference(Recording recording)
{
    /// <summary>With fewer requests nothing can be told.</summary>
    public const int Fewest = 3;

    private readonly Secrets _secrets = new(recording.Exchanges);
    private readonly ShapeNames _names = new();

    /// <summary>All endpoints that were asked more than once, with a shape or why there is none.</summary>
    public IReadOnlyList<Proposal> Propose() => [.. Endpoints.Of(recording.Exchanges).SelectMany(found => Propose(found.Together, found.Single))];

    private IEnumerable<Proposal> Propose(Endpoint together, IReadOnlyList<Endpoint> single)
    {
        if (single.Count == 0)
        {
            return ByModes(together);
        }

        // One shape for several ids only where it fits, and where the answers show that the id is what is asked for.
        var one = ByModes(together).ToList();
        return one.All(proposal => proposal.Shape is not null) && HaveOwnAnswers(together) ? one : single.SelectMany(ByModes);
    }

    private static bool HaveOwnAnswers(Endpoint endpoint)
    {
        var bodies = endpoint.Polls.Where(poll => poll is { Usable: not null, IsBlank: false, Body.Length: > 2 })
            .GroupBy(poll => poll.Exchange.Request.Path).Select(path => path.Select(poll => Convert.ToBase64String(poll.Body.Span)).ToHashSet()).ToList();
        return bodies.Count > 1 && bodies.All(one => bodies.All(other => one == other || !one.Overlaps(other)));
    }

    /// <summary>The same address with and without some parameter is asked for different things.</summary>
    private IEnumerable<Proposal> ByModes(Endpoint endpoint)
    {
        Endpoint.Link(endpoint.Polls, endpoint.PathVariables);
        var modes = FieldRoles.Modes(endpoint);
        return endpoint.Polls.GroupBy(poll => string.Join('\n', modes.Select(name => poll.Value(name) is null ? "" : name.ToString())))
            .Select(mode => Judge(endpoint.Only(mode)));
    }

    private Proposal Judge(Endpoint endpoint)
    {
        var polls = endpoint.Polls;
        if (polls.Count < Fewest)
        {
            return Proposal.No(endpoint, $"asked {(polls.Count == 1 ? "once" : "twice")} only: that is too little to see anything");
        }

        if (polls.Select(poll => poll.Fault).FirstOrDefault(fault => fault is not null) is { } fault)
        {
            return Proposal.No(endpoint, $"{fault}; a shape can't say that");
        }

        var roles = FieldRoles.Of(endpoint);
        if (!IsPolled(endpoint, roles))
        {
            return Proposal.No(endpoint, roles.Unexplained.Count > 0
                ? $"no poll, it seems: {string.Join(", ", roles.Unexplained)} changes, and nothing in the answers before says to what"
                : "no poll, it seems: nothing in its requests moves with the answers, and they come in no rhythm");
        }

        if (roles.Unexplained.Count > 0)
        {
            return Proposal.No(endpoint, $"{string.Join(", ", roles.Unexplained)} changes, and nothing in the answers before says to what: the bridge couldn't ask on");
        }

        return polls.Any(poll => poll.Usable is not null && !poll.IsBlank)
            ? Try(endpoint, roles)
            : Proposal.No(endpoint, polls.All(poll => poll.Exchange.Answer is null) ? "the file has no bodies of its answers" : "no answer had anything in it: record until something has happened");
    }

    private static bool IsPolled(Endpoint endpoint, FieldRoles roles)
    {
        var rhythm = Rhythm.Of(endpoint.Polls, poll => poll.IsBlank);
        return roles.Cursor.Count > 0 || (rhythm.IsRegular && (endpoint.Method == "GET" || roles.Unexplained.Count == 0)) || (rhythm.IsHeld && rhythm.Longest > TimeSpan.FromSeconds(1));
    }

    private Proposal Try(Endpoint endpoint, FieldRoles roles)
    {
        var name = _names.For(endpoint.Path);
        var tried = new List<(ShapeDraft Draft, Rehearsal Rehearsal)>();
        foreach (var plan in ItemsPlan.Of(endpoint.Polls, roles.Cursor))
        {
            var draft = new ShapeDraft(name, endpoint, roles, plan);
            tried.Add((draft, Rehearsal.Of(name, draft.Json, endpoint, draft.HasBeats)));
            if (draft.Refusal is null && tried[^1].Rehearsal.IsUsable)
            {
                break;
            }
        }

        if (tried.Count == 0)
        {
            return Proposal.No(endpoint, "no answer had anything in it: record until something has happened");
        }

        var (best, rehearsed) = tried[^1];
        return best.Refusal is { } refusal ? Proposal.No(endpoint, refusal)
            : !rehearsed.IsUsable ? Proposal.No(endpoint, $"no shape fits: {Why(rehearsed)}")
            : _secrets.AreIn(best.Json.ToJsonString()) ? Proposal.No(endpoint, "its answers hold a secret of the recording, and the shape would show it")
            : new Proposal(endpoint, name, best.Json, [.. best.Findings.Where(finding => !_secrets.AreIn(finding.Text)), .. Findings(rehearsed, endpoint, best)], null);
    }

    private static string Why(Rehearsal rehearsal) =>
        rehearsal.Faults.Count > 0 ? string.Join(" ", rehearsal.Faults)
        : rehearsal.Unmatched is { } why ? $"{rehearsal.Polls - rehearsal.Matched} of {rehearsal.Polls} requests are others: {why}"
        : rehearsal.Broken is { } broken ? $"{rehearsal.Answers - rehearsal.Understood} of {rehearsal.Answers} answers can't be understood: {broken}"
        : $"{rehearsal.Steps - rehearsal.Followed} of {rehearsal.Steps} requests stood elsewhere than the answer before says";

    private static IEnumerable<Finding> Findings(Rehearsal rehearsal, Endpoint endpoint, ShapeDraft draft)
    {
        yield return new Finding(
            "answer", $"{rehearsal.Remade} of {rehearsal.Understood} recorded answers are made again to the last byte"
                + (rehearsal.Differences.Count > 0 ? $"; different: {string.Join(", ", rehearsal.Differences.Take(3))}" : ""),
            rehearsal.Remade < rehearsal.Understood);
        if (rehearsal.Matched < rehearsal.Polls)
        {
            yield return new Finding("match", $"{rehearsal.Polls - rehearsal.Matched} of {rehearsal.Polls} requests are not recognised and would pass through: {rehearsal.Unmatched}", true);
        }

        if (rehearsal.Understood < rehearsal.Answers)
        {
            yield return new Finding("rules", $"{rehearsal.Answers - rehearsal.Understood} of {rehearsal.Answers} answers are not understood: {rehearsal.Broken}", true);
        }

        var failed = endpoint.Polls.Select(poll => poll.Exchange.Status).Where(status => status >= 400 && status != 408).ToList();
        if (failed.Count > 0)
        {
            yield return new Finding("rules", $"{failed.Count} requests were answered with {string.Join(", ", failed.Distinct().Order())}: without a rule the bridge waits and asks again", true);
        }

        if (draft.Json["cursor"] is null)
        {
            yield return new Finding("cursor", "none: old pages don't say what they have, so their polls pass through; pages that are pushed to get every state", true);
        }
    }
}
