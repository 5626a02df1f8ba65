using Bridge.Messaging;

namespace Bridge.Tests.Messaging;

public sealed class ChannelGrantTests
{
    [Fact]
    public void Yes_is_yes_and_no_is_no()
    {
        Assert.Equal((true, false), (ChannelGrant.Yes.Allowed, ChannelGrant.No.Allowed));
        Assert.Equal((ChannelGrant.Yes, ChannelGrant.No), ((ChannelGrant)true, (ChannelGrant)false));
        Assert.True(ChannelGrant.With("a").Allowed);
    }
}
