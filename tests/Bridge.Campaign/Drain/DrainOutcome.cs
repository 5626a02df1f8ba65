using Bridge.Campaign.Crowds;

namespace Bridge.Campaign.Drain;

/// <summary>What came of it; times count from the SIGTERM.</summary>
internal sealed record DrainOutcome(DrainPlan Plan, IReadOnlyList<string> Faults)
{
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(2); // Sessions.Drain: so long everything is answered that comes

    public required string Load { get; init; }

    /// <summary>When the node first said that it isn't ready.</summary>
    public TimeSpan Unready { get; init; }

    /// <summary>When the last socket was told and the last poll answered.</summary>
    public TimeSpan Told { get; init; }

    public TimeSpan Gone { get; init; }

    public int ExitCode { get; init; }

    /// <summary>When the last client was at the other node.</summary>
    public TimeSpan Back { get; init; }

    public long Published { get; init; }

    public long Handled { get; init; }

    /// <summary>The longest way of a message, of those who stayed and of those who came.</summary>
    public TimeSpan SlowestOfOthers { get; init; }

    public TimeSpan Slowest { get; init; }

    public override string ToString() =>
        $"""
        campaign drain: {Plan.Sockets} sockets, {Plan.Polls} parked polls; seconds after SIGTERM
          machine load        {Load}
          not ready after     {Unready.TotalSeconds:0.00}
          told after          {Told.TotalSeconds:0.00}
          gone after          {Gone.TotalSeconds:0.00} (exit code {ExitCode})
          all back after      {Back.TotalSeconds:0.00}
          published           {Published}, {Handled} deliveries
          slowest message     {Slowest.TotalSeconds:0.00} s, of those who stayed {SlowestOfOthers.TotalSeconds:0.00} s
          faults              {Faults.Count}
        """ + string.Concat(Faults.Take(20).Select(fault => $"\n    {fault}"));

    /// <summary>What is wrong about how a client was sent away, or about what it heard; nothing, where all is well.</summary>
    public static IEnumerable<string> FaultsOf(Listener listener, Uri node, TimeSpan signal, long last)
    {
        var name = $"{listener.GetType().Name} of {listener.Channel}";
        if (!listener.Numbers.IsSound || listener.Numbers.Last != last)
        {
            yield return $"{name}: {listener.Numbers}; {last} were published; {string.Join(", ", listener.Endings)}";
        }

        if (listener.Sessions != 1)
        {
            yield return $"{name}: {listener.Sessions} sessions";
        }

        var there = listener.Endings.Where(ending => ending.Node == node).ToList();
        var isAsIs = there.Count == 0 || listener is SocketListener
            ? there.All(ending => ending.Word == "1012 restarting")
            : there[0] is var first && (first.Word == "restarting" || first.Began > signal + (first.Word == Ending.Silence ? Drain : TimeSpan.Zero)); // sent afterwards: it may find nobody, or a door that just closes
        if (!isAsIs || listener.Endings.Any(ending => ending.Node != node))
        {
            yield return $"{name}: {string.Join(", ", listener.Endings)}";
        }
    }
}
