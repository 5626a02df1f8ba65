using System.Text;
using Bridge.Fuzz.Scaling;
using Bridge.Fuzz.Sites;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bridge.Fuzz.Planted;

/// <summary>What the fuzzer is for, tried on faults that were put in on purpose.</summary>
public sealed class PlantedTests
{
    [Theory]
    [InlineData(0x00, 0x7D)]
    [InlineData(0xED, 0x2C)]
    [InlineData(0x5C, 0xC0)]
    public void A_parser_that_breaks_on_one_pair_of_bytes_is_found(int first, int second)
    {
        var failure = new Fuzzer(new PairTarget((byte)first, (byte)second), 1).Run(500_000);

        Assert.NotNull(failure);
        Assert.Contains($"The input, 2 bytes:\n  hex {first:x2}{second:x2}\n", failure.Tell());
    }

    [Fact]
    public void The_same_seed_feeds_the_same_inputs()
    {
        Fuzzer[] twice = [new(new PairTarget(0x00, 0x7D), 7), new(new PairTarget(0x00, 0x7D), 7)];

        Assert.Equal(twice[0].Run(500_000)!.Tell(), twice[1].Run(500_000)!.Tell());
        Assert.Equal(twice[0].Inputs, twice[1].Inputs);
        Assert.InRange(twice[0].Inputs, 1, 499_999);
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(1, true)]
    public void A_parser_that_takes_the_square_of_its_input_is_found(int power, bool isFine)
    {
        void Read(byte[] input) => _ = Enumerable.Range(0, power == 2 ? input.Length / 512 : 1).Sum(_ => ((byte[])input.Clone()).Length);

        var fault = Record.Exception(() => Growth.Check(Read, new byte[16 << 10], new byte[Growth.Factor * (16 << 10)]));

        Assert.Equal(isFine ? null : typeof(OracleException), fault?.GetType());
    }

    [Theory]
    [InlineData("fine", null)]
    [InlineData("status", "Status 500")]
    [InlineData("header", "can't be sent")]
    [InlineData("hangs", "It has not ended")]
    [InlineData("logs", "logged as an error")]
    [InlineData("throws", "planted")]
    [InlineData("no-json", "is no JSON")]
    [InlineData("no-code", "with the code")]
    public void A_broken_answer_is_found(string fault, string? message)
    {
        using var site = new Site(map: endpoints => endpoints.Map("/planted/{fault}", Break));

        var found = Record.Exception(() => Judge.Http(site.Send(Request.Of(Encoding.UTF8.GetBytes($"GET /planted/{fault}\n\n")))));

        Assert.Equal(message is null, found is null);
        Assert.Contains(message ?? "", found?.Message ?? "");
    }

    [Theory]
    [InlineData("8100", null)]
    [InlineData("81017b", "is no JSON")]
    [InlineData("8101ff", "no UTF-8")]
    [InlineData("880203e88100", "behind the close frame")]
    [InlineData("880203ed", "must not be sent")]
    [InlineData("880203f3", "a fault of its own")]
    [InlineData("8110", "cut short")]
    [InlineData("8181", "no frame's head")]
    public void A_broken_frame_is_found(string hex, string? message)
    {
        var found = Record.Exception(() => Judge.Frames(Convert.FromHexString(hex), native: hex != "8100"));

        Assert.Equal(message is null, found is null);
        Assert.Contains(message ?? "", found?.Message ?? "");
    }

    private static Task Break(HttpContext context)
    {
        switch (context.Request.RouteValues["fault"])
        {
            case "status":
                context.Response.StatusCode = 500;
                return Task.CompletedTask;
            case "header":
                context.Response.Headers["X-Planted"] = "é";
                return Task.CompletedTask;
            case "hangs":
                return new TaskCompletionSource().Task;
            case "logs":
                context.RequestServices.GetRequiredService<ILogger<PlantedTests>>().LogError("planted");
                return Task.CompletedTask;
            case "throws":
                throw new InvalidOperationException("planted");
            case "no-json":
                context.Response.ContentType = "application/json";
                return context.Response.WriteAsync("{");
            case "no-code":
                context.Response.ContentType = "application/json";
                context.Response.StatusCode = 400;
                return context.Response.WriteAsync("{\"error\":\"planted\",\"text\":\"x\",\"advice\":\"stop\"}");
            default:
                return Task.CompletedTask;
        }
    }
}
