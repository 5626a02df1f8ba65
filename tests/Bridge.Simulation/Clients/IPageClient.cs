namespace Bridge.Simulation.Clients;

/// <summary>A page in the world: the model of one, or one that runs the real shim.</summary>
internal interface IPageClient
{
    int Number { get; }

    string User { get; }

    /// <summary>The session it has just now, or nothing.</summary>
    string SessionNow { get; }

    /// <summary>The secret of the session it has just now; a thief comes with it.</summary>
    string? TokenNow { get; }

    /// <summary>Whether nothing is left to wait for: connected, everything read, every submission has its outcome.</summary>
    bool IsSettled { get; }

    string Describe();

    /// <summary>What people and browsers do to a page.</summary>
    void Weather();
}
