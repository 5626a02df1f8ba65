using System.Text.Json;
using Bridge.Messaging;

namespace Bridge.Simulation.Shim;

/// <summary>A tab of a browser: its storage outlives its pages.</summary>
internal sealed class Tab
{
    public Dictionary<string, string> Items { get; init; } = [];

    /// <summary>The page that is shown.</summary>
    public ShimClient? Shown { get; set; }

    /// <summary>The user duplicates it.</summary>
    public Tab Copy() => new() { Items = new(Items) };

    /// <summary>The cursor that the shim keeps here, or nothing.</summary>
    public Dictionary<string, Position> Cursor()
    {
        var cursor = new Dictionary<string, Position>();
        foreach (var text in Items.Values)
        {
            using var kept = JsonDocument.Parse(text);
            foreach (var position in kept.RootElement.GetProperty("positions").EnumerateObject())
            {
                cursor[position.Name] = ShimClient.PositionOf(position.Value);
            }
        }

        return cursor;
    }
}
