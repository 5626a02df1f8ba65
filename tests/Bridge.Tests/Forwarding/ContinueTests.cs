using Bridge.TestKit.Hosting;

namespace Bridge.Tests.Forwarding;

/// <summary><c>Expect: 100-continue</c>, from end to end.</summary>
public sealed class ContinueTests
{
    private const int Length = 2_000; // HttpClient sends a body of up to 1 024 bytes even when it was refused

    [Fact]
    public async Task The_client_is_told_to_go_on_when_the_backend_says_so()
    {
        await using var talk = await Talk.BeginAsync();
        await talk.Backend.SayAsync("HTTP/1.1 100 Continue\n\n");

        Assert.Equal("HTTP/1.1 100 Continue", (await talk.Client.ReadHeadAsync())[0]);
        await talk.Client.SendAsync(new byte[Length]);
        Assert.Equal(Length, (await talk.Backend.ReadAsync(Length)).Length);
        await talk.Backend.SayAsync("HTTP/1.1 201 Created\nContent-Length: 4\n\ndone");
        Assert.Equal((201, "done"), Of(await talk.Client.ReadResponseAsync()));
    }

    [Fact]
    public async Task An_early_refusal_of_the_backends_is_the_answer_and_the_body_is_never_asked_for()
    {
        await using var talk = await Talk.BeginAsync();
        await talk.Backend.SayAsync("HTTP/1.1 413 Too Large\nContent-Length: 2\n\nno");

        Assert.Equal((413, "no"), Of(await talk.Client.ReadResponseAsync()));
        Assert.True(await talk.Backend.IsClosedByServerAsync());
    }

    [Fact]
    public async Task A_backend_that_says_nothing_gets_the_body_after_a_while()
    {
        await using var talk = await Talk.BeginAsync(TimeSpan.FromMilliseconds(1));

        Assert.Equal("HTTP/1.1 100 Continue", (await talk.Client.ReadHeadAsync())[0]);
        await talk.Client.SendAsync(new byte[Length]);
        Assert.Equal(Length, (await talk.Backend.ReadAsync(Length)).Length);
        await talk.Backend.SayAsync("HTTP/1.1 200 OK\nContent-Length: 0\n\n");
        Assert.Equal(200, (await talk.Client.ReadResponseAsync()).Status);
    }

    private static (int Status, string Body) Of(RawResponse response) => (response.Status, response.Body);

    private sealed class Talk(Site site, RawBackend listener, RawConnection client, RawConnection backend) : IAsyncDisposable
    {
        public RawConnection Client => client;

        public RawConnection Backend => backend;

        public static async Task<Talk> BeginAsync(TimeSpan? patience = null)
        {
            var listener = new RawBackend();
            var site = await Site.StartAsync(listener.Address, options => options.ContinueTimeout = patience ?? TimeSpan.FromMinutes(1));
            var client = await RawConnection.OpenAsync(site.Address);
            await client.SayAsync($"POST / HTTP/1.1\nHost: {site.Address.Authority}\nExpect: 100-continue\nContent-Length: {Length}\n\n");
            var backend = await listener.AcceptAsync();
            Assert.Contains("Expect: 100-continue", await backend.ReadHeadAsync());
            return new Talk(site, listener, client, backend);
        }

        public async ValueTask DisposeAsync()
        {
            await client.DisposeAsync();
            await backend.DisposeAsync();
            listener.Dispose();
            await site.DisposeAsync();
        }
    }
}
