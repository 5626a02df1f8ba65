using Bridge.Messaging;
using Bridge.PollShapes;

namespace Bridge.Fuzz.Generation;

/// <summary>The shapes of real systems, which the unit tests have as files.</summary>
internal static class ShapeSamples
{
    public static IReadOnlyList<string> Files { get; } = [.. Directory.EnumerateFiles(Path.Combine(DocExamples.Root(), "tests", "Bridge.Tests", "PollShapes", "Samples"), "*.json").Order()];

    public static PollShape Read(string file) => PollShapeReader.Read($"Shapes:{Path.GetFileNameWithoutExtension(file)}", File.ReadAllBytes(file), new OptionFaults());
}
