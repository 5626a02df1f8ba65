namespace Bridge.Gateway;

/// <summary>What the program is asked to do.</summary>
internal enum GatewayCommand
{
    /// <summary>Say how it is called.</summary>
    Help,

    /// <summary>Serve.</summary>
    Run,

    /// <summary>Say what is wrong with the configuration.</summary>
    Check,

    /// <summary>Poll a live endpoint by a shape.</summary>
    Try,

    /// <summary>Propose shapes from a recording.</summary>
    Infer,
}
