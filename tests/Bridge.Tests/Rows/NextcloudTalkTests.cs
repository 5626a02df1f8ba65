using Bridge.Tests.Rows.Systems;

namespace Bridge.Tests.Rows;

public sealed class NextcloudTalkTests
{
    public static TheoryData<Oracle, Use> Cases { get; } = RowCases.Of<NextcloudTalk>();

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Nextcloud_Talk_passes(Oracle oracle, Use use) => RowCases.RunAsync<NextcloudTalk>(oracle, use);
}
