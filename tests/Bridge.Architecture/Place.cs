namespace Bridge.Architecture;

/// <summary>Where a type stands when it is not in a room: the parts of the framework that are granted one by one.</summary>
public static class Place
{
    public const string BaseLibrary = "the base library";
    public const string OutgoingHttp = "HttpClient";
    public const string RequestAndResponse = "HTTP request/response";
    public const string HttpServer = "the HTTP server";
    public const string Extensions = "Microsoft.Extensions";
    public const string ClientShim = "Bridge.ClientShim";
    public const string SqliteDriver = "Microsoft.Data.Sqlite";
    public const string PostgresDriver = "Npgsql";
    public const string Everywhere = "every room and the framework";

    // The first that fits counts: the narrower stands before the wider.
    private static readonly (string Namespace, string Place)[] Outside =
    [
        ("System.Net.Http", OutgoingHttp),
        ("System", BaseLibrary),
        ("Microsoft.Win32", BaseLibrary),
        ("Microsoft.AspNetCore.Http", RequestAndResponse),
        ("Microsoft.Net.Http.Headers", RequestAndResponse),
        ("Microsoft.AspNetCore", HttpServer),
        ("Microsoft.Extensions", Extensions),
        ("Microsoft.CodeAnalysis", BaseLibrary), // attributes that the compiler embeds
        ("Microsoft.Data.Sqlite", SqliteDriver),
        ("SQLitePCL", SqliteDriver),
        ("Npgsql", PostgresDriver),
        ("Bridge.ClientShim", ClientShim),
    ];

    /// <summary>The place of a type outside the rooms, or null when it is nowhere that we know: a package, or a namespace without a row.</summary>
    public static string? Of(TypeAddress type) => type.IsCompilers ? BaseLibrary : Outside.FirstOrDefault(outside => Within(type.Namespace, outside.Namespace)).Place;

    private static bool Within(string inner, string outer) => inner == outer || inner.StartsWith($"{outer}.", StringComparison.Ordinal);
}
