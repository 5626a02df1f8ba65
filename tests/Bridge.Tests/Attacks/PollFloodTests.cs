using System.Text;
using Bridge.Messaging;
using Bridge.TestKit.Hosting;

namespace Bridge.Tests.Attacks;

/// <summary>S30, S31 and S33: polls without number, beside a socket, and answers that nobody reads.</summary>
public sealed class PollFloodTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_a_hundred_polls_of_one_session_one_waits_and_a_socket_takes_over_from_it()
    {
        await using var attacked = await AttackedHost.StartAsync(options => options.Limits.IdlePolls = null);
        var bob = attacked.As("bob");
        await bob.OpenAsync("news");
        var polls = Enumerable.Range(2, 100).Select(attempt => bob.PostAsync("/bridge/poll", $$"""{"type":"poll","attempt":{{attempt}}}""")).ToList();
        while (polls.Count > 1)
        {
            var ended = await Task.WhenAny(polls);
            polls.Remove(ended);
            await ExpectSupersededAsync(await ended);
        }

        await using var socket = await NativeSocket.OpenAsync(attacked.Host, options => options.SetRequestHeader("X-User", "bob"));
        await socket.AskAsync($$"""{"type":"open","token":"{{bob.Token}}","attempt":200}""", "opened");
        await ExpectSupersededAsync(await polls[0]);
        Assert.Equal("superseded", (await bob.PollAsync("""{"type":"poll","attempt":150}"""))[0]!.Text("code"));

        var position = await attacked.Host.Publisher.PublishAsync("news", Payload.Json("1"), cancellationToken: Stop);
        Assert.Equal($"{position}", (await socket.NextAsync("message")).Text("position"));
        Assert.Equal("message", (await bob.PollAsync("""{"type":"poll","attempt":201}""")).Types());
        Assert.Equal((4409, "superseded"), await socket.NextCloseAsync());
        await attacked.ExpectUnharmedAsync(published: 1);
    }

    [Fact]
    public async Task Answers_that_nobody_reads_hold_up_nobody()
    {
        await using var attacked = await AttackedHost.StartAsync();
        for (var n = 0; n < 20; n++)
        {
            await attacked.Host.Publisher.PublishAsync("news", Payload.Text(new string('x', 60_000)), cancellationToken: Stop);
        }

        var deaf = new List<RawConnection>();
        for (var n = 0; n < 50; n++)
        {
            var connection = await RawConnection.OpenAsync(attacked.Host.Address);
            deaf.Add(connection);
            var request = $"GET /bridge/channels/news/messages?after=oldest&wait=0s HTTP/1.1\r\nHost: {attacked.Host.Address.Authority}\r\n\r\n";
            await connection.SendAsync(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(request, 40)))); // 40 answers of 60 kB, of which none is read
        }

        await attacked.ExpectUnharmedAsync(published: 20);
        foreach (var connection in deaf)
        {
            connection.Reset();
            await connection.DisposeAsync();
        }

        await attacked.ExpectUnharmedAsync(published: 20);
    }

    private static async Task ExpectSupersededAsync(HttpResponseMessage response)
    {
        using (response)
        {
            Assert.Equal(200, (int)response.StatusCode);
            Assert.Contains("\"superseded\"", await response.Content.ReadAsStringAsync(Stop));
        }
    }
}
