using Bridge.Tests.Rows.Systems;

namespace Bridge.Tests.Rows;

public sealed class GitHubTests
{
    public static TheoryData<Oracle, Use> Cases { get; } = RowCases.Of<GitHub>();

    [Theory]
    [MemberData(nameof(Cases))]
    public Task GitHub_passes(Oracle oracle, Use use) => RowCases.RunAsync<GitHub>(oracle, use);
}
