using System.Text.Json.Serialization;
using Bridge.PollShapes;

namespace Bridge;

/// <summary>Shapes as text, to be compared.</summary>
[JsonSerializable(typeof(PollShape))]
internal sealed partial class ShapeJson : JsonSerializerContext;
