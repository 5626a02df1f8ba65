using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Bridge.Architecture;

/// <summary>Reads the types of an assembly file.</summary>
public static class CompiledTypes
{
    public static IReadOnlyList<CompiledType> Of(string assemblyFile)
    {
        using var image = new PEReader(File.OpenRead(assemblyFile));
        var metadata = image.GetMetadataReader();
        var byAddress = new Dictionary<TypeAddress, ReferenceCollector>();
        foreach (var handle in metadata.TypeDefinitions)
        {
            var address = metadata.AddressOf(handle);
            if (!byAddress.TryGetValue(address, out var collector))
            {
                byAddress[address] = collector = new ReferenceCollector(image, metadata);
            }

            collector.AddDefinition(metadata.GetTypeDefinition(handle));
        }

        return [.. byAddress.Select(pair => new CompiledType(pair.Key, pair.Value.Found))];
    }
}
