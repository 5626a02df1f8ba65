using System.Text.RegularExpressions;
using Bridge.TestKit.Hosting;
using Bridge.TestKit.Processes;

namespace Bridge.Tests.Operating;

/// <summary>The gateway as a process, with the environment that a test gives it; what it writes is kept.</summary>
internal sealed class RunningGateway(Started process) : IAsyncDisposable
{
    public Uri Address { get; } = new(process.Ready.Groups[1].Value);

    public Uri Status { get; } = new(Regex.Match(process.Said, "Status +(\\S+)").Groups[1].Value);

    public HttpClient Http { get; } = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false });

    public static async Task<RunningGateway> StartAsync(Dictionary<string, string> environment, params string[] settings) => new(await Started.StartAsync(
        "dotnet",
        [
            Started.Built("src/Bridge.Gateway", "bridge-gateway.dll"), "run", "--listen", "http://127.0.0.1:0", "--set", "Gateway:Status=http://127.0.0.1:0",
            .. settings.SelectMany(setting => (string[])["--set", setting]),
        ],
        "^READY (\\S+)$",
        configure: start =>
        {
            foreach (var (name, value) in environment)
            {
                start.Environment[name] = value;
            }
        }));

    /// <summary>Ends it in order; gives what it wrote since it was ready.</summary>
    public Task<string> EndAsync() => process.EndAsync(Patience.Token);

    public ValueTask DisposeAsync()
    {
        Http.Dispose();
        return process.DisposeAsync();
    }
}
