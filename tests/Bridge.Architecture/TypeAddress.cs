namespace Bridge.Architecture;

/// <summary>A type as the table sees it: nested types, closures and state machines count as the outermost type they stand in.</summary>
public readonly record struct TypeAddress(string Namespace, string Name)
{
    /// <summary>Written by the compiler beside our types (anonymous types, array initialisers): it is in no namespace and nobody can name it.</summary>
    public bool IsCompilers => Namespace.Length == 0 && Name.StartsWith('<');

    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}.{Name}";
}
