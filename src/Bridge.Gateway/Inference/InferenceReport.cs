using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bridge.Gateway.Inference;

/// <summary>Writes what was found, for people and for configuration.</summary>
internal static class InferenceReport
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Everything: each endpoint with its evidence.</summary>
    public static void Write(TextWriter output, string file, Recording recording, IReadOnlyList<Proposal> proposals)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{file}: {recording.Entries} requests{(recording.Creator is { } creator ? $", recorded by {creator}" : "")}; {recording.Exchanges.Count} for data"));
        if (recording.LeftOut > 0)
        {
            output.WriteLine($"  # look at this: {recording.LeftOut} bodies were left out, because the file has so many. Record a shorter time.");
        }

        foreach (var proposal in proposals.Where(proposal => proposal.Shape is not null))
        {
            Write(output, proposal);
        }

        var others = proposals.Where(proposal => proposal.Shape is null).ToList();
        if (others.Count > 0)
        {
            output.WriteLine();
            output.WriteLine("No shape for");
            foreach (var other in others)
            {
                output.WriteLine($"  {other.Endpoint}, {other.Endpoint.Polls.Count} requests: {other.Refusal}.");
            }
        }

        if (proposals.Count == 0)
        {
            output.WriteLine($"No endpoint was asked {PollInference.Fewest} times. Record with the page open for a while, and let something happen on it.");
        }
    }

    /// <summary>The shapes, as they stand under <c>Shapes</c> in <c>appsettings.json</c>.</summary>
    public static string Json(IEnumerable<Proposal> proposals) =>
        new JsonObject([.. proposals.Where(proposal => proposal.Shape is not null).Select(proposal => KeyValuePair.Create(proposal.Name!, proposal.Shape!.DeepClone()))!]).ToJsonString(Indented);

    private static void Write(TextWriter output, Proposal proposal)
    {
        output.WriteLine();
        output.WriteLine($"{proposal.Name}: {proposal.Endpoint} at {proposal.Endpoint.Origin}");
        var width = proposal.Findings.Max(finding => finding.Field.Length);
        foreach (var (field, text, isDoubt) in proposal.Findings)
        {
            output.WriteLine($"  {field.PadRight(width)}  {text}{(isDoubt ? "  # look at this" : "")}");
        }
    }
}
