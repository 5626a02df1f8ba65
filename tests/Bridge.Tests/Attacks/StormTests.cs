using Bridge.TestKit.Hosting;

namespace Bridge.Tests.Attacks;

/// <summary>S36: all clients come again in the same moment, as after a network that was away.</summary>
public sealed class StormTests
{
    [Fact]
    public async Task A_thousand_sessions_that_come_again_at_once_all_go_on()
    {
        await using var attacked = await AttackedHost.StartAsync();
        var clients = new List<NativePolls>();
        for (var n = 0; n < 1_000; n++)
        {
            clients.Add(attacked.As($"user{n}"));
            await clients[^1].OpenAsync("news");
        }

        var back = await Task.WhenAll(clients.Select((client, n) => n % 2 == 0 ? PollAsync(client) : SocketAsync(attacked, client, n)));

        Assert.All(back, resumed => Assert.Equal("true", resumed));
        await attacked.ExpectUnharmedAsync();
    }

    private static async Task<string?> PollAsync(NativePolls client) => (await client.PollAsync("""{"type":"open"}"""))[0]!.Text("resumed");

    private static async Task<string?> SocketAsync(AttackedHost attacked, NativePolls client, int n)
    {
        await using var socket = await NativeSocket.OpenAsync(attacked.Host, options => options.SetRequestHeader("X-User", $"user{n}"));
        return (await socket.AskAsync($$"""{"type":"open","token":"{{client.Token}}"}""", "opened")).Text("resumed");
    }
}
