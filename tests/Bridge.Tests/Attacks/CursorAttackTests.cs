using Bridge.TestKit.Hosting;

namespace Bridge.Tests.Attacks;

/// <summary>S12 to S14: positions that Bob claims to have handled. They are his alone: nothing is trimmed, and nobody else notices.</summary>
public sealed class CursorAttackTests
{
    /// <summary><c>E</c> is the log's epoch; news stands at 1.</summary>
    [Theory]
    [InlineData("\"E-2\"", 200)]
    [InlineData("\"E-2147483649\"", 200)]
    [InlineData("\"E-9007199254740991\"", 200)]
    [InlineData("\"aaaaaaaa-1\"", 200)]
    [InlineData("\"aaaaaaaa-9007199254740991\"", 200)]
    [InlineData("\"E-9007199254740992\"", 400)]
    [InlineData("\"E-9223372036854775807\"", 400)]
    [InlineData("\"E-18446744073709551616\"", 400)]
    [InlineData("\"E--1\"", 400)]
    [InlineData("\"E-1.5\"", 400)]
    [InlineData("\"7\"", 400)]
    [InlineData("7", 400)]
    [InlineData("null", 400)]
    [InlineData("NaN", 400)]
    public async Task An_impossible_acknowledgement_trims_nothing(string position, int status)
    {
        await using var attacked = await AttackedHost.StartAsync();
        var bob = attacked.As("bob");
        var epoch = (await bob.OpenAsync("news"))[1]!.Text("position")!.Split('-')[0];
        var claim = position.Replace("E-", epoch + "-");
        foreach (var body in (string[])[$$"""{"type":"ack","positions":{"news":{{claim}},"vault":{{claim}} } }""", $$"""{"type":"poll","wait":0,"positions":{"news":{{claim}},"vault":{{claim}} } }"""])
        {
            Assert.Equal((status, status == 400 ? "bad_message" : null), await attacked.AskAsync(bob, "/bridge/poll", body));
        }

        await using var socket = await NativeSocket.OpenAsync(attacked.Host);
        await socket.AskAsync("""{"type":"open","subscribe":[{"channel":"news","since":"oldest"}]}""", "message");
        await socket.SendAsync($$"""{"type":"ack","positions":{"news":{{claim}},"vault":{{claim}} } }""");
        if (status == 400)
        {
            Assert.Equal((4400, "bad_message"), await socket.NextCloseAsync());
        }
        else
        {
            await socket.AskAsync("""{"type":"ping"}""", "pong");
        }

        var late = attacked.As("carol"); // who comes later still gets what there was from the beginning
        Assert.Equal("opened subscribed", (await late.PollAsync("""{"type":"open","subscribe":[{"channel":"news","since":"oldest"}]}""")).Types());
        await attacked.ExpectUnharmedAsync();
    }

    [Fact]
    public async Task The_same_acknowledgement_a_thousand_times_is_200_and_moves_nothing()
    {
        await using var attacked = await AttackedHost.StartAsync(options => options.Limits.Messages = null);
        var bob = attacked.As("bob");
        var position = (await bob.OpenAsync("news"))[1]!.Text("position");
        for (var n = 0; n < 1_000; n++)
        {
            Assert.Empty(await bob.SendAsync($$"""{"type":"ack","positions":{"news":"{{position}}"} }"""));
        }

        await attacked.ExpectUnharmedAsync();
    }
}
