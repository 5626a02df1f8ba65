using Bridge.Tests.Rows.Systems;

namespace Bridge.Tests.Rows;

public sealed class JsonServerTests
{
    public static TheoryData<Oracle, Use> Cases { get; } = RowCases.Of<JsonServer>();

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Json_server_passes(Oracle oracle, Use use) => RowCases.RunAsync<JsonServer>(oracle, use);
}
