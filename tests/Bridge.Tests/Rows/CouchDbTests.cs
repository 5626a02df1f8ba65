using Bridge.Tests.Rows.Systems;

namespace Bridge.Tests.Rows;

public sealed class CouchDbTests
{
    public static TheoryData<Oracle, Use> Cases { get; } = RowCases.Of<CouchDb>();

    [Theory]
    [MemberData(nameof(Cases))]
    public Task CouchDB_passes(Oracle oracle, Use use) => RowCases.RunAsync<CouchDb>(oracle, use);
}
