using Bridge.Tests.Rows.Systems;

namespace Bridge.Tests.Rows;

public sealed class MessageBusTests
{
    public static TheoryData<Oracle, Use> Cases { get; } = RowCases.Of<MessageBus>();

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Message_bus_passes(Oracle oracle, Use use) => RowCases.RunAsync<MessageBus>(oracle, use);
}
