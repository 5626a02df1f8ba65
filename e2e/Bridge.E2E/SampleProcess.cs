namespace Bridge.E2E;

/// <summary>The sample, started as the README starts it, on free ports.</summary>
public sealed class SampleProcess : IAsyncLifetime
{
    private Started? _sample;

    public string Old => Address(1);

    public string New => Address(2);

    public string Compare => Address(3);

    public async ValueTask InitializeAsync() => _sample = await Started.StartAsync(
        "dotnet", [Started.Built("samples/legacy-app", "LegacyApp.dll"), "--port", "0"], "^READY old=(\\S+) new=(\\S+) compare=(\\S+)$");

    public ValueTask DisposeAsync() => _sample?.DisposeAsync() ?? ValueTask.CompletedTask;

    private string Address(int group) => _sample!.Ready.Groups[group].Value;
}
