namespace Bridge.E2E;

/// <summary>The PHP chat of the samples, with a database of its own.</summary>
public sealed class PhpChat : IAsyncDisposable
{
    private readonly Started _php;
    private readonly string _folder;

    private PhpChat(Started php, Uri address, string folder) => (_php, Address, _folder) = (php, address, folder);

    public Uri Address { get; }

    public static async Task<PhpChat> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("bridge-chat-").FullName;
        var port = Ports.Free();
        var php = await Started.StartAsync("php", ["-S", $"127.0.0.1:{port}", "-t", Path.Combine(Started.Root, "samples/php-chat/public")], "Development Server .* started", onError: true, start =>
        {
            start.Environment["PHP_CLI_SERVER_WORKERS"] = "6";
            start.Environment["CHAT_FILE"] = Path.Combine(folder, "messages.txt");
            start.Environment["CHAT_HOLD"] = "3";
        });
        return new PhpChat(php, new Uri($"http://127.0.0.1:{port}"), folder);
    }

    public async ValueTask DisposeAsync()
    {
        await _php.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
