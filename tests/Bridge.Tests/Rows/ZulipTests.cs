using Bridge.Tests.Rows.Systems;

namespace Bridge.Tests.Rows;

public sealed class ZulipTests
{
    public static TheoryData<Oracle, Use> Cases { get; } = RowCases.Of<Zulip>();

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Zulip_passes(Oracle oracle, Use use) => RowCases.RunAsync<Zulip>(oracle, use);
}
