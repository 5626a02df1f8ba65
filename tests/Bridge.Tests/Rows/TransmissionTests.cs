using Bridge.Tests.Rows.Systems;

namespace Bridge.Tests.Rows;

public sealed class TransmissionTests
{
    public static TheoryData<Oracle, Use> Cases { get; } = RowCases.Of<Transmission>();

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Transmission_passes(Oracle oracle, Use use) => RowCases.RunAsync<Transmission>(oracle, use);
}
