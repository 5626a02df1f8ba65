namespace Bridge.PollShapes;

/// <summary>What a schema says of a group.</summary>
internal interface IFieldGroup
{
    /// <summary>What it is called.</summary>
    string Name { get; }

    /// <summary>The record that it reads.</summary>
    Type Type { get; }
}
