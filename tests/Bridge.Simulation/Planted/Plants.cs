namespace Bridge.Simulation.Planted;

/// <summary>Every planted bug that needs no change of the source. Those that do are the patches beside this file.</summary>
internal static class Plants
{
    public static IReadOnlyList<string> Names { get; } =
    [
        .. LogPlant.Names, .. SessionPlant.Names, .. RecordPlant.Names, .. DialectPlant.Names, .. UpstreamPlant.Names, .. LeasePlant.Names,
        .. Enum.GetValues<ClientBug>().Where(bug => bug != ClientBug.None).Select(bug => $"client-{bug}"),
        "disk-accepts-before-sync", "hint-lost-without-healing", "hint-lease-too-high",
    ];

    public static Plant Of(string name) => name switch
    {
        _ when LogPlant.Names.Contains(name) => new LogPlant(name),
        _ when SessionPlant.Names.Contains(name) => new SessionPlant(name),
        _ when RecordPlant.Names.Contains(name) => new RecordPlant(name),
        _ when DialectPlant.Names.Contains(name) => new DialectPlant(name),
        _ when UpstreamPlant.Names.Contains(name) => new UpstreamPlant(name),
        _ when LeasePlant.Names.Contains(name) => new LeasePlant(name),
        "disk-accepts-before-sync" => new EarlyPlant(),
        "hint-lost-without-healing" => new NoRecheckPlant(),
        "hint-lease-too-high" => new LeaseHintPlant(),
        _ => new ClientPlant(Enum.Parse<ClientBug>(name["client-".Length..])),
    };
}
