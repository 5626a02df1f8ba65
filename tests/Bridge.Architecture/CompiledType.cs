namespace Bridge.Architecture;

/// <summary>A type of an assembly and every type that it mentions anywhere.</summary>
public sealed record CompiledType(TypeAddress Address, IReadOnlySet<TypeAddress> References);
