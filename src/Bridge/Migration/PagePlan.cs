using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Bridge.Migration;

/// <summary>What the script in an old page is told (docs/intercept.md).</summary>
/// <param name="Url">Where the bridge is.</param>
/// <param name="Stages">The channel on which pages hear of switched stages.</param>
/// <param name="Audit">Milliseconds between two polls that go to the backend all the same; 0: none.</param>
/// <param name="Patience">Milliseconds to wait for the push stream.</param>
/// <param name="Shapes">The endpoints.</param>
internal sealed record PagePlan(string Url, string Stages, long Audit, long Patience, IReadOnlyList<PagePlan.Endpoint> Shapes)
{
    /// <summary>One endpoint.</summary>
    internal sealed record Endpoint
    {
        public required string Name { get; init; }

        public required IReadOnlyList<string> Methods { get; init; }

        public required string Path { get; init; }

        public required IReadOnlyList<Place> Cursor { get; init; }

        public Place? Wait { get; init; }

        public Place? Limit { get; init; }

        public required IReadOnlyList<string?[]> Require { get; init; }

        public required Ignored Ignore { get; init; }

        public required long Hold { get; init; }

        public required long Max { get; init; }

        public required int Items { get; init; }

        public required bool Latest { get; init; }

        public required Form Answer { get; init; }

        public Form? Empty { get; init; }

        public required string Separator { get; init; }

        public required bool Desc { get; init; }

        public required bool Text { get; init; }
    }

    /// <summary>Where a value stands in a request.</summary>
    internal sealed record Place([property: JsonPropertyName("in")] string In, string Key, string? Var = null, int? Unit = null);

    /// <summary>Parameters that mean nothing.</summary>
    internal sealed record Ignored(IReadOnlyList<string> Names, IReadOnlyList<string> Prefixes, bool Valueless);

    /// <summary>An answer: literals and variables in turn; each header is its name and such a list.</summary>
    internal sealed record Form(int Status, IReadOnlyList<JsonArray> Headers, IReadOnlyList<string> Body);
}
