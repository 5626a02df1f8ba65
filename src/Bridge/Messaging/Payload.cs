using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Bridge.Messaging;

/// <summary>Bytes and what they are. They are passed on verbatim; JSON is checked once, when it is published.</summary>
/// <param name="Bytes">The bytes. They must not change after they were handed over.</param>
/// <param name="Kind">What the bytes are.</param>
public readonly record struct Payload(ReadOnlyMemory<byte> Bytes, PayloadKind Kind)
{
    /// <summary>A JSON text as it stands.</summary>
    public static Payload Json(string json) => new(Encoding.UTF8.GetBytes(json), PayloadKind.Json);

    /// <summary>A JSON text in UTF-8 as it stands.</summary>
    public static Payload Json(ReadOnlyMemory<byte> utf8) => new(utf8, PayloadKind.Json);

    /// <summary>A value, serialised with the metadata given: fit for trimmed programs.</summary>
    public static Payload Json<T>(T value, JsonTypeInfo<T> typeInfo) => new(JsonSerializer.SerializeToUtf8Bytes(value, typeInfo), PayloadKind.Json);

    /// <summary>A value, serialised by reflection with the web defaults (camel case).</summary>
    [RequiresUnreferencedCode("Serialises by reflection; use the overload that takes a JsonTypeInfo in trimmed programs.")]
    [RequiresDynamicCode("Serialises by reflection; use the overload that takes a JsonTypeInfo in programs compiled ahead of time.")]
    public static Payload From<T>(T value) => new(JsonSerializer.SerializeToUtf8Bytes(value, JsonSerializerOptions.Web), PayloadKind.Json);

    /// <summary>Plain text.</summary>
    public static Payload Text(string text) => new(Encoding.UTF8.GetBytes(text), PayloadKind.Text);

    /// <summary>Bytes.</summary>
    public static Payload Binary(ReadOnlyMemory<byte> bytes) => new(bytes, PayloadKind.Binary);
}
