using static Bridge.Architecture.Place;

namespace Bridge.Architecture;

/// <summary>The table of the design: who may import what. Each room may also import itself and the base library; nobody else may do anything.</summary>
public static class ImportTable
{
    public const string Root = "Bridge";
    public const string Messaging = "Bridge.Messaging";
    public const string Diagnostics = "Bridge.Diagnostics";
    public const string Stores = "Bridge.Stores";
    public const string MemoryStore = "Bridge.Stores.Memory";
    public const string MeasuredStore = "Bridge.Stores.Measured";
    public const string SqliteStore = "Bridge.Sqlite";
    public const string PostgresStore = "Bridge.Postgres";
    public const string Sessions = "Bridge.Sessions";
    public const string Dialects = "Bridge.Dialects";
    public const string NativeDialect = "Bridge.Dialects.Native";
    public const string PlainDialect = "Bridge.Dialects.Plain";
    public const string PollDialect = "Bridge.Dialects.PollShapes";
    public const string Transports = "Bridge.Transports";
    public const string Limits = "Bridge.Transports.Limits";
    public const string LongPolling = "Bridge.Transports.LongPolling";
    public const string Publishing = "Bridge.Transports.Publishing";
    public const string Tickets = "Bridge.Transports.Tickets";
    public const string WebSockets = "Bridge.Transports.WebSockets";
    public const string PollShapes = "Bridge.PollShapes";
    public const string Forwarding = "Bridge.Forwarding";
    public const string Upstream = "Bridge.Upstream";
    public const string Migration = "Bridge.Migration";
    public const string Pages = "Bridge.Pages";

    private static readonly string[] Http = [RequestAndResponse, HttpServer, OutgoingHttp];

    // Who may measure may also log and be configured.
    private static readonly string[] Watched = [Diagnostics, Extensions];

    public static IReadOnlyList<ImportRow> Rows { get; } =
    [
        new(Messaging, []),
        new(Diagnostics, [Messaging, Extensions]),
        new(Stores, [Messaging]),
        new(MemoryStore, [Messaging, Stores, .. Watched]),
        new(MeasuredStore, [Messaging, Stores, .. Watched]),
        new(SqliteStore, [Messaging, Stores, SqliteDriver, .. Watched]),
        new(PostgresStore, [Messaging, Stores, PostgresDriver, .. Watched]),
        new(Sessions, [Messaging, Stores, .. Watched]),
        new(Dialects, [Messaging, RequestAndResponse, .. Watched]),
        new(NativeDialect, [Messaging, Dialects, RequestAndResponse, .. Watched]),
        new(PlainDialect, [Messaging, Dialects, RequestAndResponse, .. Watched]),
        new(PollDialect, [Messaging, Dialects, PollShapes, RequestAndResponse, .. Watched]),
        new(Transports, [Messaging, Sessions, Dialects, Limits, .. Http, .. Watched]),
        new(Limits, [Messaging, Sessions, RequestAndResponse, .. Watched]),
        new(LongPolling, [Messaging, Sessions, Dialects, Transports, Limits, .. Http, .. Watched]),
        new(Publishing, [Messaging, Sessions, Dialects, Transports, .. Http, .. Watched]),
        new(Tickets, [Messaging, Sessions, Transports, Limits, .. Http, .. Watched]),
        new(WebSockets, [Messaging, Sessions, Dialects, Transports, Limits, .. Http, .. Watched]),
        new(PollShapes, [Messaging]),
        new(Forwarding, [.. Http, .. Watched]),
        new(Upstream, [Messaging, Sessions, Stores, PollShapes, OutgoingHttp, .. Watched]),
        new(Migration, [Messaging, Sessions, Stores, PollShapes, Forwarding, .. Http, .. Watched]),
        new(Pages, [Messaging, Sessions, Upstream, Migration, Place.ClientShim, .. Http, .. Watched]),
        new(Root, [Everywhere]),
    ];

    /// <summary>The row of the room that a type stands in; null when it stands in none.</summary>
    public static ImportRow? RowOf(TypeAddress type) => Rows.FirstOrDefault(row => row.Room == type.Namespace);

    /// <summary>The room or the other place that a type stands in; null when it is nowhere that we know.</summary>
    public static string? PlaceOf(TypeAddress type) => RowOf(type)?.Room ?? Place.Of(type);
}
