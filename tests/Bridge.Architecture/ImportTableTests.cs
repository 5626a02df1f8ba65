using Bridge.Unlisted;
using Xunit;

namespace Bridge.Architecture;

public sealed class ImportTableTests
{
    private static readonly IReadOnlyList<CompiledType> Ours =
        [.. CompiledTypes.Of(typeof(Bridge.Messaging.Message).Assembly.Location), .. CompiledTypes.Of(typeof(Bridge.Sqlite.SqliteStore).Assembly.Location),
            .. CompiledTypes.Of(typeof(Bridge.Postgres.PostgresStore).Assembly.Location)];

    private static readonly IReadOnlyList<CompiledType> Planted = CompiledTypes.Of(typeof(Stray).Assembly.Location);

    /// <summary>For every row one type that breaks it; it is called by where it hides what it may not import.</summary>
    public static TheoryData<string, string> Plants { get; } = new()
    {
        { ImportTable.Messaging, "GenericArgumentOfAField" },
        { ImportTable.Diagnostics, "InheritedInterface" },
        { ImportTable.Stores, "SignatureOfAnInterface" },
        { ImportTable.MemoryStore, "GenericArgumentOfACall" },
        { ImportTable.MeasuredStore, "InstanceField" },
        { ImportTable.SqliteStore, "StaticField" },
        { ImportTable.PostgresStore, "ArrayOfAParameter" },
        { ImportTable.Sessions, "AsyncMethod" },
        { ImportTable.Dialects, "EnumArgumentOfAnAttribute" },
        { ImportTable.NativeDialect, "Attributed" },
        { ImportTable.PlainDialect, "TypeNamedInAnAttribute" },
        { ImportTable.PollDialect, "StaticCall" },
        { ImportTable.Transports, "GenericConstraint" },
        { ImportTable.Limits, "FieldOfAStruct" },
        { ImportTable.LongPolling, "TypeOf" },
        { ImportTable.Publishing, "ReturnType" },
        { ImportTable.Tickets, "Pattern" },
        { ImportTable.WebSockets, "Lambda" },
        { ImportTable.PollShapes, "Event" },
        { ImportTable.Forwarding, "NestedType" },
        { ImportTable.Upstream, "CaughtException" },
        { ImportTable.Migration, "Iterator" },
        { ImportTable.Pages, "LocalVariable" },
        { ImportTable.Root, "PropertyOfNoRoom" },
    };

    [Fact]
    public void Every_room_imports_only_what_its_row_grants() => Assert.Equal("", string.Join('\n', Judgement.Of(Ours)));

    [Fact]
    public void Every_type_stands_in_a_room() => Assert.Empty(Judgement.Homeless(Ours));

    [Theory]
    [MemberData(nameof(Plants))]
    public void A_planted_violation_is_found_in_its_room_and_nothing_else_there(string room, string type)
    {
        var violation = Assert.Single(Judgement.Of(Planted), violation => violation.From.Namespace == room);

        Assert.Equal(new TypeAddress(room, type), violation.From);
        Assert.Equal(ImportTable.Rows.Single(row => row.Room == room).Rule, violation.Rule);
    }

    [Fact]
    public void Every_row_has_its_planted_violation() =>
        Assert.Equal(ImportTable.Rows.Select(row => row.Room), Plants.Select(plant => plant.Data.Item1));

    [Fact]
    public void A_type_in_no_room_is_found() => Assert.Equal([new TypeAddress("Bridge.Unlisted", nameof(Stray))], Judgement.Homeless(Planted));

    [Fact]
    public void A_violation_names_both_types_both_rooms_and_the_rule() =>
        Assert.Equal(
            """
            Bridge.Dialects.Native.Attributed → Bridge.Dialects.Plain.PlainResidentAttribute
              Bridge.Dialects.Native → Bridge.Dialects.Plain
              Bridge.Dialects.Native may import Bridge.Messaging, Bridge.Dialects, HTTP request/response, Bridge.Diagnostics, Microsoft.Extensions
            """,
            Judgement.Of(Planted).Single(violation => violation.From.Namespace == ImportTable.NativeDialect).ToString());

    [Theory]
    [InlineData(ImportTable.Root)]
    [InlineData(ImportTable.MemoryStore)]
    [InlineData(ImportTable.MeasuredStore)]
    [InlineData(ImportTable.SqliteStore)]
    [InlineData(ImportTable.PostgresStore)]
    [InlineData(ImportTable.NativeDialect)]
    [InlineData(ImportTable.PlainDialect)]
    [InlineData(ImportTable.PollDialect)]
    [InlineData(ImportTable.LongPolling)]
    [InlineData(ImportTable.WebSockets)]
    public void Nobody_but_the_root_sees_the_root_a_concrete_store_a_concrete_dialect_or_a_concrete_transport(string room) =>
        Assert.Equal([.. new[] { room, ImportTable.Root }.Distinct()], ImportTable.Rows.Where(row => row.Allows(room)).Select(row => row.Room));

    [Theory]
    [InlineData(ImportTable.Messaging, "System.Text.Json", true)]
    [InlineData(ImportTable.Messaging, "System.Net.Http", false)]
    [InlineData(ImportTable.Messaging, "Microsoft.Extensions.Logging", false)]
    [InlineData(ImportTable.Sessions, "Microsoft.Extensions.Logging", true)]
    [InlineData(ImportTable.Sessions, "Microsoft.AspNetCore.Http", false)]
    [InlineData(ImportTable.NativeDialect, "Microsoft.AspNetCore.Http", true)]
    [InlineData(ImportTable.NativeDialect, "Microsoft.AspNetCore.Routing", false)]
    [InlineData(ImportTable.Upstream, "System.Net.Http", true)]
    [InlineData(ImportTable.Upstream, "Microsoft.AspNetCore.Http", false)]
    [InlineData(ImportTable.Pages, "Bridge.ClientShim", true)]
    [InlineData(ImportTable.SqliteStore, "SQLitePCL", true)]
    [InlineData(ImportTable.SqliteStore, "Microsoft.AspNetCore.Http", false)]
    [InlineData(ImportTable.MemoryStore, "Microsoft.Data.Sqlite", false)]
    [InlineData(ImportTable.PostgresStore, "Npgsql", true)]
    [InlineData(ImportTable.PostgresStore, "Microsoft.AspNetCore.Http", false)]
    [InlineData(ImportTable.SqliteStore, "Npgsql", false)]
    [InlineData(ImportTable.Root, "Dapper", false)]
    public void The_framework_is_granted_part_by_part(string room, string from, bool granted)
    {
        var row = ImportTable.Rows.Single(row => row.Room == room);

        Assert.Equal(granted, row.Allows(ImportTable.PlaceOf(new TypeAddress(from, "Any"))));
    }
}
