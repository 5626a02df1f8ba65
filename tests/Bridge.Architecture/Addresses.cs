using System.Reflection.Metadata;

namespace Bridge.Architecture;

/// <summary>From metadata handles to addresses.</summary>
public static class Addresses
{
    public static TypeAddress AddressOf(this MetadataReader metadata, TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        return type.GetDeclaringType() is { IsNil: false } outer
            ? metadata.AddressOf(outer)
            : new TypeAddress(metadata.GetString(type.Namespace), metadata.GetString(type.Name));
    }

    public static TypeAddress AddressOf(this MetadataReader metadata, TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? metadata.AddressOf((TypeReferenceHandle)type.ResolutionScope)
            : new TypeAddress(metadata.GetString(type.Namespace), metadata.GetString(type.Name));
    }
}
