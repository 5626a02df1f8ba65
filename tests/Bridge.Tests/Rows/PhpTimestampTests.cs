using Bridge.Tests.Rows.Systems;

namespace Bridge.Tests.Rows;

public sealed class PhpTimestampTests
{
    public static TheoryData<Oracle, Use> Cases { get; } = RowCases.Of<PhpTimestamp>();

    [Theory]
    [MemberData(nameof(Cases))]
    public Task PHP_by_timestamp_passes(Oracle oracle, Use use) => RowCases.RunAsync<PhpTimestamp>(oracle, use);
}
