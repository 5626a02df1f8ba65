namespace Bridge.Campaign.Cluster;

/// <summary>How the clients stand.</summary>
/// <param name="Received">Messages handed to handlers, of all.</param>
/// <param name="Switches">How often one was told to use the other transport.</param>
/// <param name="Sessions">Sessions begun.</param>
/// <param name="Polling">How many poll now.</param>
/// <param name="Open">How many are connected now.</param>
/// <param name="Lasts">The last number of each source that its slowest reader has.</param>
/// <param name="Readers">How many have heard each source.</param>
/// <param name="Found">How much was wrong.</param>
/// <param name="Faults">The first that was.</param>
internal sealed record ClientsState(
    long Received, int Switches, int Sessions, int Polling, int Open, IReadOnlyDictionary<string, long> Lasts, IReadOnlyDictionary<string, int> Readers, int Found, IReadOnlyList<ClientFault> Faults);

/// <summary>What was wrong.</summary>
internal sealed record ClientFault(string Kind, string Text);

/// <summary>Who waits still, and how long the others waited, in ms.</summary>
internal sealed record ClientsBack(int Waiting, IReadOnlyList<double> Times);
