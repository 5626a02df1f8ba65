using System.Text.Json.Serialization;

namespace Bridge.Sessions;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(SessionOrder))]
internal sealed partial class SessionOrderJson : JsonSerializerContext;
