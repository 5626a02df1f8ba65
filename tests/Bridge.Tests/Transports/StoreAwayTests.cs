using Bridge.Messaging;
using Bridge.Stores;
using Bridge.TestKit.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Tests.Transports;

/// <summary>While the store cannot be reached, requests are refused in a way that says: come again.</summary>
public sealed class StoreAwayTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Publishing_and_polling_are_told_to_come_again()
    {
        await using var host = await TestHost.StartAsync(
            options =>
            {
                options.Channels.Add("news");
                options.Publishing.AllowAnyone = true;
            },
            services: services => services.AddSingleton<IChannelLog, AwayLog>());

        using var published = await host.Http.PostAsync("/bridge/channels/news/messages", new StringContent("x"), Stop);
        using var polled = await host.Http.GetAsync("/bridge/channels/news/messages?after=oldest&wait=0s", Stop);

        Assert.All([published, polled], response => Assert.NotNull(response.Headers.RetryAfter));
        Assert.Equal((503, "store_unavailable"), await published.FaultAsync());
        Assert.Equal((503, "store_unavailable"), await polled.FaultAsync());
    }

    private sealed class AwayLog : IChannelLog
    {
        public ValueTask<AppendResult> AppendAsync(ChannelName channel, ReadOnlyMemory<Entry> entries, Position? expected, CancellationToken cancellationToken) => throw Away();

        public ValueTask<ReadResult> ReadAsync(ChannelName channel, Position after, ReadLimit limit, List<Message> into, CancellationToken cancellationToken) => throw Away();

        public ValueTask<ChannelHead> HeadAsync(ChannelName channel, CancellationToken cancellationToken) => throw Away();

        public ValueTask<Position?> FindAsync(ChannelName channel, Checkpoint checkpoint, CancellationToken cancellationToken) => throw Away();

        public ValueTask TrimAsync(CancellationToken cancellationToken) => throw Away();

        private static BridgeException Away() => new(Refusal.StoreUnavailable);
    }
}
