namespace Bridge.PollShapes;

/// <summary>What a schema says of a number.</summary>
internal interface IFieldNumber
{
    /// <summary>The lowest.</summary>
    string Low { get; }

    /// <summary>The highest.</summary>
    string High { get; }

    /// <summary>Whether it has no fraction.</summary>
    bool IsWhole { get; }
}
