using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bridge.Migration;

/// <summary>What this room writes and reads as JSON.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(StageRecord))]
[JsonSerializable(typeof(StageNews))]
[JsonSerializable(typeof(PagePlan))]
[JsonSerializable(typeof(MigrationReport))]
[JsonSerializable(typeof(StageOrder))]
internal sealed partial class MigrationJson : JsonSerializerContext;
