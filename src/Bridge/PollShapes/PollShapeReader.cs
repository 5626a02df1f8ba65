using System.Text;
using System.Text.Json;
using Bridge.Messaging;

namespace Bridge.PollShapes;

/// <summary>Reads shapes. Every fault is told with its path; how fields go together is judged when each of them could be read.</summary>
internal static class PollShapeReader
{
    /// <summary>Reads a shape; what is wrong is added to the faults, and then the shape must not be used.</summary>
    public static PollShape Read(ShapeNode node, OptionFaults faults)
    {
        var before = faults.Found.Count;
        node = node with { Children = [.. node.Children.Where(child => child.Key != "$schema")] }; // what editors find the schema by
        FieldTable.Shape.TryRead(node, faults, out var shape);
        shape = shape with { Name = node.Key };
        if (faults.Found.Count == before)
        {
            ShapeCheck.Together(shape, node.Path, faults);
        }

        return shape;
    }

    /// <summary>Reads a shape from a JSON text.</summary>
    public static PollShape Read(string path, ReadOnlyMemory<byte> utf8, OptionFaults faults)
    {
        try
        {
            return Read(ShapeNode.FromJson(path, utf8), faults);
        }
        catch (JsonException fault)
        {
            faults.Add(path, $"is no JSON: {fault.Message}");
            return new PollShape();
        }
    }
}
