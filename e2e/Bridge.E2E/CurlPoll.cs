using System.Diagnostics;
using System.Text.Json;

namespace Bridge.E2E;

/// <summary>The plain long poll, done by <c>curl</c> and nothing else.</summary>
public static class CurlPoll
{
    /// <summary>Polls from the oldest message on until so many have come.</summary>
    public static async Task<List<string>> ReadAsync(string channelUrl, int count, CancellationToken cancellationToken)
    {
        var read = new List<string>();
        for (var after = "oldest"; read.Count < count;)
        {
            var answer = JsonDocument.Parse(await CurlAsync($"{channelUrl}/messages?after={after}&wait=10s", cancellationToken)).RootElement;
            read.AddRange(answer.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("data").GetRawText()));
            after = answer.GetProperty("cursor").GetString()!;
        }

        return read;
    }

    private static async Task<string> CurlAsync(string url, CancellationToken cancellationToken)
    {
        using var curl = Process.Start(new ProcessStartInfo("curl", ["--silent", "--show-error", "--fail", url]) { RedirectStandardOutput = true })!;
        var text = await curl.StandardOutput.ReadToEndAsync(cancellationToken);
        await curl.WaitForExitAsync(cancellationToken);
        return curl.ExitCode == 0 ? text : throw new InvalidOperationException($"curl {url} ended with {curl.ExitCode}.");
    }
}
