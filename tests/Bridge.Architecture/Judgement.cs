namespace Bridge.Architecture;

/// <summary>Holds types against the table.</summary>
public static class Judgement
{
    public static IReadOnlyList<Violation> Of(IEnumerable<CompiledType> types) =>
    [
        .. from type in types
           let row = ImportTable.RowOf(type.Address)
           where row is not null
           from reference in type.References
           where !row.Allows(ImportTable.PlaceOf(reference))
           select new Violation(type.Address, reference, row.Rule),
    ];

    /// <summary>The types that stand in no room. Those that a generator writes into the framework's namespaces are not ours to place.</summary>
    public static IReadOnlyList<TypeAddress> Homeless(IEnumerable<CompiledType> types) =>
        [.. types.Select(type => type.Address).Where(address => ImportTable.PlaceOf(address) is null)];
}
