using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Bridge.Architecture;

/// <summary>Every type in a signature, generic arguments and modifiers too.</summary>
public sealed class SignatureTypes : ISignatureTypeProvider<IEnumerable<TypeAddress>, object?>
{
    public IEnumerable<TypeAddress> GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => [reader.AddressOf(handle)];

    public IEnumerable<TypeAddress> GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => [reader.AddressOf(handle)];

    public IEnumerable<TypeAddress> GetTypeFromSpecification(MetadataReader reader, object? context, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, context);

    public IEnumerable<TypeAddress> GetGenericInstantiation(IEnumerable<TypeAddress> genericType, ImmutableArray<IEnumerable<TypeAddress>> typeArguments) =>
        [.. genericType, .. typeArguments.SelectMany(types => types)];

    public IEnumerable<TypeAddress> GetFunctionPointerType(MethodSignature<IEnumerable<TypeAddress>> signature) =>
        [.. signature.ReturnType, .. signature.ParameterTypes.SelectMany(types => types)];

    public IEnumerable<TypeAddress> GetModifiedType(IEnumerable<TypeAddress> modifier, IEnumerable<TypeAddress> unmodifiedType, bool isRequired) =>
        [.. modifier, .. unmodifiedType];

    public IEnumerable<TypeAddress> GetPrimitiveType(PrimitiveTypeCode typeCode) => [];

    public IEnumerable<TypeAddress> GetGenericMethodParameter(object? context, int index) => [];

    public IEnumerable<TypeAddress> GetGenericTypeParameter(object? context, int index) => [];

    public IEnumerable<TypeAddress> GetArrayType(IEnumerable<TypeAddress> elementType, ArrayShape shape) => elementType;

    public IEnumerable<TypeAddress> GetSZArrayType(IEnumerable<TypeAddress> elementType) => elementType;

    public IEnumerable<TypeAddress> GetByReferenceType(IEnumerable<TypeAddress> elementType) => elementType;

    public IEnumerable<TypeAddress> GetPointerType(IEnumerable<TypeAddress> elementType) => elementType;

    public IEnumerable<TypeAddress> GetPinnedType(IEnumerable<TypeAddress> elementType) => elementType;
}
