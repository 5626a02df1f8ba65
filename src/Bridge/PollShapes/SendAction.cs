namespace Bridge.PollShapes;

/// <summary>What to do with a legacy write.</summary>
public enum SendAction : byte
{
    /// <summary>Pass it through to the backend.</summary>
    Pass,

    /// <summary>Publish it to the channel as well.</summary>
    Publish,
}
