using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Bridge.Architecture;

/// <summary>Collects what a type mentions: in its declaration, in its members' declarations, in its attributes and in its code.</summary>
public sealed class ReferenceCollector(PEReader image, MetadataReader metadata)
{
    private readonly SignatureTypes _signatures = new();
    private readonly AttributeTypes _attributes = new(metadata);
    private readonly HashSet<TypeAddress> _found = [];

    public IReadOnlySet<TypeAddress> Found => _found;

    public void AddDefinition(TypeDefinition type)
    {
        Add(type.BaseType);
        AddAttributes(type.GetCustomAttributes());
        AddGenericParameters(type.GetGenericParameters());
        foreach (var implementation in type.GetInterfaceImplementations().Select(metadata.GetInterfaceImplementation))
        {
            Add(implementation.Interface);
            AddAttributes(implementation.GetCustomAttributes());
        }

        foreach (var field in type.GetFields().Select(metadata.GetFieldDefinition))
        {
            Add(field.DecodeSignature(_signatures, null));
            AddAttributes(field.GetCustomAttributes());
        }

        foreach (var property in type.GetProperties().Select(metadata.GetPropertyDefinition))
        {
            Add(property.DecodeSignature(_signatures, null));
            AddAttributes(property.GetCustomAttributes());
        }

        foreach (var happening in type.GetEvents().Select(metadata.GetEventDefinition))
        {
            Add(happening.Type);
            AddAttributes(happening.GetCustomAttributes());
        }

        foreach (var method in type.GetMethods().Select(metadata.GetMethodDefinition))
        {
            AddMethod(method);
        }
    }

    private void AddMethod(MethodDefinition method)
    {
        Add(method.DecodeSignature(_signatures, null));
        AddAttributes(method.GetCustomAttributes());
        AddGenericParameters(method.GetGenericParameters());
        foreach (var parameter in method.GetParameters().Select(metadata.GetParameter))
        {
            AddAttributes(parameter.GetCustomAttributes());
        }

        if (method.RelativeVirtualAddress != 0)
        {
            AddBody(image.GetMethodBody(method.RelativeVirtualAddress));
        }
    }

    private void AddBody(MethodBodyBlock body)
    {
        foreach (var token in InstructionTokens.In(body.GetILReader()))
        {
            Add(token);
        }

        foreach (var region in body.ExceptionRegions)
        {
            Add(region.CatchType);
        }

        if (!body.LocalSignature.IsNil)
        {
            Add(metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_signatures, null).SelectMany(types => types));
        }
    }

    private void AddGenericParameters(GenericParameterHandleCollection parameters)
    {
        foreach (var parameter in parameters.Select(metadata.GetGenericParameter))
        {
            AddAttributes(parameter.GetCustomAttributes());
            foreach (var constraint in parameter.GetConstraints().Select(metadata.GetGenericParameterConstraint))
            {
                Add(constraint.Type);
                AddAttributes(constraint.GetCustomAttributes());
            }
        }
    }

    private void AddAttributes(CustomAttributeHandleCollection attributes)
    {
        foreach (var attribute in attributes.Select(metadata.GetCustomAttribute))
        {
            Add(attribute.Constructor);
            Add(_attributes.In(attribute));
        }
    }

    private void Add(MethodSignature<IEnumerable<TypeAddress>> signature) =>
        Add([.. signature.ReturnType, .. signature.ParameterTypes.SelectMany(types => types)]);

    private void Add(IEnumerable<TypeAddress> types) => _found.UnionWith(types);

    // A member's own signature is not looked at: what a member hands over counts where it is touched, kept or passed on by name.
    private void Add(EntityHandle handle)
    {
        if (handle.IsNil)
        {
            return;
        }

        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                _found.Add(metadata.AddressOf((TypeDefinitionHandle)handle));
                break;
            case HandleKind.TypeReference:
                _found.Add(metadata.AddressOf((TypeReferenceHandle)handle));
                break;
            case HandleKind.TypeSpecification:
                Add(metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(_signatures, null));
                break;
            case HandleKind.MethodDefinition:
                Add(metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.FieldDefinition:
                Add(metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.MemberReference:
                Add(metadata.GetMemberReference((MemberReferenceHandle)handle).Parent);
                break;
            case HandleKind.MethodSpecification:
                var specification = metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                Add(specification.Method);
                Add(specification.DecodeSignature(_signatures, null).SelectMany(types => types));
                break;
            case HandleKind.StandaloneSignature:
                Add(metadata.GetStandaloneSignature((StandaloneSignatureHandle)handle).DecodeMethodSignature(_signatures, null));
                break;
            default:
                throw new NotSupportedException($"A token of kind {handle.Kind}: say here which types it mentions.");
        }
    }
}
