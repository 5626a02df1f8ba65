using System.Net;
using System.Net.Sockets;

namespace Bridge.E2E;

public sealed class GatewayCommandTests
{
    private const string Chat = "samples/php-chat/appsettings.json";

    [Fact]
    public async Task Help_says_what_there_is()
    {
        var (code, output, _) = await Gateway.RunAsync("--help");
        Assert.Equal(0, code);
        Assert.All((string[])["run", "check", "try SHAPE", "infer FILE.har", "--backend URL", "READY"], word => Assert.Contains(word, output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Check_says_every_fault_with_its_path_and_what_to_do()
    {
        var (code, _, errors) = await Gateway.RunAsync(
            "check", "--config", Path.Combine(Started.Root, Chat), "--backend", "ftp://x", "--set", "Stages:none=answer", "--set", "Stages:chat=anser", "--set", "Gateway:Lisen=x",
            "--set", "Shapes:chat:cursor:parts:0:from=heder");

        Assert.Equal(2, code);
        Assert.Equal(
            [
                "Gateway:Backend: 'ftp://x' is no address; write scheme, host and port, like http://127.0.0.1:8080.",
                "Gateway:Lisen: is not known; here may stand Backend, Listen, Store, Path, Status, TrustedProxies, AllowedOrigins, Keys, Audit, Files, Secret, Inject, Channels, Publishers, Telemetry.",
                "Shapes:chat:cursor:parts:0:from: 'heder' is none of the values; did you mean 'header'? Expected one of body, header, item, request, none.",
                "Stages:chat: 'anser' is no stage; write observe, tap, shadow, answer, intercept, native or retired; answer and intercept may have a percentage, as 'intercept 25%', and retired a day, as 'retired 2027-01-31'.",
                "Stages:none: there is no shape 'none'; there are chat.",
            ],
            errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Many_gateways_need_a_secret_and_a_password_is_not_repeated()
    {
        string[] inbox = ["check", "--config", Inbox.InboxBackend.Config, "--backend", "http://127.0.0.1:1"];
        var (code, _, errors) = await Gateway.RunAsync([.. inbox, "--store", "postgres:Host=db;Password=geheim"]);
        Assert.Equal(2, code);
        Assert.StartsWith("Gateway:Secret: is missing: 'inbox' has channels of its users' own", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", errors, StringComparison.Ordinal);

        (code, _, errors) = await Gateway.RunAsync([.. inbox, "--store", "postgress:Host=db;Password=geheim"]);
        Assert.Equal(2, code);
        Assert.StartsWith("Gateway:Store: 'postgress' is no store; write memory, sqlite:PATH, or postgres:CONNECTION", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", errors, StringComparison.Ordinal);

        (code, _, errors) = await Gateway.RunAsync([.. inbox, "--set", "Gateway:Secret=short"]);
        Assert.Equal(2, code);
        Assert.StartsWith("Gateway:Secret: has 5 characters; a secret has at least 16.", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_what_is_said_twice_the_last_counts()
    {
        var (code, output, _) = await Gateway.RunAsync("check", "--config", Path.Combine(Started.Root, Chat), "--set", "Stages:chat=tap", "--set", "Stages:chat=shadow");
        Assert.Equal(0, code);
        Assert.Contains("Stage: shadow.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_says_what_each_endpoint_may_promise()
    {
        var (code, output, _) = await Gateway.RunAsync("check", "--config", Path.Combine(Started.Root, Chat));
        Assert.Equal(0, code);
        Assert.Contains("chat: GET /messages.php feeds channel chat. Stage: answer.", output, StringComparison.Ordinal);
        Assert.Contains("every item exactly once", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("walk")]
    [InlineData("run", "--backend")]
    [InlineData("run", "--prot", "1")]
    [InlineData("try")]
    [InlineData("infer")]
    [InlineData("infer", "nowhere.har")]
    [InlineData("infer", "x.har", "--jsn")]
    [InlineData("run", "--config", "nowhere.json")]
    public async Task What_is_not_understood_is_told_in_one_line(params string[] arguments)
    {
        var (code, output, errors) = await Gateway.RunAsync(arguments);
        Assert.Equal((2, ""), (code, output));
        Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var (code, _, errors) = await Gateway.RunAsync("run", "--backend", "http://127.0.0.1:9", "--listen", $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}");

        Assert.Equal(3, code);
        Assert.Contains("in use", errors, StringComparison.Ordinal);
    }
}
