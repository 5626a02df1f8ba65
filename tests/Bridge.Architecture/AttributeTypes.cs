using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Bridge.Architecture;

/// <summary>The types in an attribute's arguments: enums, and what <c>typeof</c> names, which stands there as text.</summary>
public sealed class AttributeTypes(MetadataReader metadata) : ICustomAttributeTypeProvider<TypeName>
{
    public IEnumerable<TypeAddress> In(CustomAttribute attribute)
    {
        var value = attribute.DecodeValue(this);
        return
        [
            .. value.FixedArguments.SelectMany(argument => In(argument.Type, argument.Value)),
            .. value.NamedArguments.SelectMany(argument => In(argument.Type, argument.Value)),
        ];
    }

    public TypeName GetPrimitiveType(PrimitiveTypeCode typeCode) => TypeName.Parse($"System.{typeCode}");

    public TypeName GetSystemType() => TypeName.Parse("System.Type");

    public bool IsSystemType(TypeName type) => type.FullName == "System.Type";

    public TypeName GetSZArrayType(TypeName elementType) => elementType.MakeSZArrayTypeName();

    public TypeName GetTypeFromSerializedName(string name) => TypeName.Parse(name);

    public TypeName GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        var assembly = reader.GetString(reader.GetAssemblyDefinition().Name);
        return TypeName.Parse($"{FullName(handle)}, {assembly}");
    }

    public TypeName GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        var (name, assembly) = FullName(handle);
        return TypeName.Parse($"{name}, {assembly}");
    }

    // The bytes of an enum argument are as long as the enum's underlying type, which only the enum's own assembly tells.
    public PrimitiveTypeCode GetUnderlyingEnumType(TypeName type)
    {
        var name = type.AssemblyName is null ? $"{type.FullName}, {metadata.GetString(metadata.GetAssemblyDefinition().Name)}" : type.AssemblyQualifiedName;
        return Enum.Parse<PrimitiveTypeCode>(Type.GetType(name, throwOnError: true)!.GetEnumUnderlyingType().Name);
    }

    private IEnumerable<TypeAddress> In(TypeName type, object? value) => value switch
    {
        TypeName named => In(named),
        ImmutableArray<CustomAttributeTypedArgument<TypeName>> elements => elements.SelectMany(element => In(element.Type, element.Value)),
        _ => In(type),
    };

    private static IEnumerable<TypeAddress> In(TypeName type)
    {
        if (type.IsArray || type.IsPointer || type.IsByRef)
        {
            return In(type.GetElementType());
        }

        if (type.IsConstructedGenericType)
        {
            return [.. In(type.GetGenericTypeDefinition()), .. type.GetGenericArguments().SelectMany(In)];
        }

        while (type.IsNested)
        {
            type = type.DeclaringType;
        }

        return [new TypeAddress(type.FullName[..^type.Name.Length].TrimEnd('.'), type.Name)];
    }

    private string FullName(TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        var name = metadata.GetString(type.Name);
        return type.GetDeclaringType() is { IsNil: false } outer ? $"{FullName(outer)}+{name}" : $"{metadata.GetString(type.Namespace)}.{name}";
    }

    private (string Name, string Assembly) FullName(TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        var name = metadata.GetString(type.Name);
        if (type.ResolutionScope.Kind == HandleKind.TypeReference)
        {
            var outer = FullName((TypeReferenceHandle)type.ResolutionScope);
            return ($"{outer.Name}+{name}", outer.Assembly);
        }

        var assembly = metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope);
        return ($"{metadata.GetString(type.Namespace)}.{name}", metadata.GetString(assembly.Name));
    }
}
