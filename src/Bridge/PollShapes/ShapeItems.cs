namespace Bridge.PollShapes;

/// <summary>Where the items are in an answer. They are taken as they stand, byte for byte.</summary>
public sealed record ShapeItems
{
    /// <summary>The dotted path to them; <c>-1</c> is the last, <c>*</c> is each. Default empty: the whole body.</summary>
    public string Path { get; init; } = "";

    /// <summary>What stands there. Default array.</summary>
    public ItemsForm Form { get; init; }

    /// <summary>Where an item has its id: a dotted path. Default none; in a map its name.</summary>
    public string? Id { get; init; }

    /// <summary>Whether the oldest comes first. Default asc.</summary>
    public ItemsOrder Order { get; init; }

    /// <summary>Which are items; others are passed over; where an answer has no items, their cursor counts. Default all.</summary>
    public IReadOnlyList<ItemsWhere> Where { get; init; } = [];

    /// <summary>Where an item names its channel: a dotted path. Default none.</summary>
    public string? Channel { get; init; }

    /// <summary>Where an item has what a page wants: a dotted path. Default the whole item.</summary>
    public string? Data { get; init; }

    /// <summary>How many an answer has at most.</summary>
    public ItemsLimit Limit { get; init; } = new();

    /// <summary>How many the bridge answers at once. Default many.</summary>
    public ItemsBatch Batch { get; init; }
}
