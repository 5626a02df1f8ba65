namespace Bridge.Transports.Limits;

/// <summary>The limits by name: the option's in metrics and in the log.</summary>
internal static class LimitNames
{
    public const string ConnectionsPerAddress = "connections_per_address";
    public const string ConnectionsPerUser = "connections_per_user";
    public const string Openings = "openings";
    public const string Faults = "faults";
    public const string IdlePolls = "idle_polls";
    public const string Messages = "messages";
    public const string ControlFrames = "control_frames";
}
