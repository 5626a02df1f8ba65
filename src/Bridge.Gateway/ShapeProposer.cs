using Bridge.Gateway.Inference;
using Bridge.Migration;

namespace Bridge.Gateway;

/// <summary>Proposes a shape for an unknown poll that passes by, as <c>infer</c> does from a recording.</summary>
internal static class ShapeProposer
{
    public static string? Propose(IReadOnlyList<StrangeExchange> examples)
    {
        var recording = new Recording([.. examples.Select(Exchange)], examples.Count, null, 0);
        var proposals = new PollInference(recording).Propose().Where(proposal => proposal.Shape is not null).ToList();
        return proposals.Count == 0 ? null : InferenceReport.Json(proposals);
    }

    private static HarExchange Exchange(StrangeExchange example) => new()
    {
        Request = example.Request,
        Origin = "http://backend",
        Page = example.Page,
        Started = example.Began,
        Took = example.Took,
        Answer = example.Answer,
        Status = example.Answer?.Status ?? 0,
        IsData = true,
    };
}
