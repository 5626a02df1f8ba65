using Bridge.Tests.Rows.Systems;

namespace Bridge.Tests.Rows;

public sealed class NchanTests
{
    public static TheoryData<Oracle, Use> Cases { get; } = RowCases.Of<Nchan>();

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Nchan_passes(Oracle oracle, Use use) => RowCases.RunAsync<Nchan>(oracle, use);
}
