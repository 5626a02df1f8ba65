using Bridge.Tests.Rows.Systems;

namespace Bridge.Tests.Rows;

public sealed class PhpLastIdTests
{
    public static TheoryData<Oracle, Use> Cases { get; } = RowCases.Of<PhpLastId>();

    [Theory]
    [MemberData(nameof(Cases))]
    public Task PHP_by_last_id_passes(Oracle oracle, Use use) => RowCases.RunAsync<PhpLastId>(oracle, use);
}
