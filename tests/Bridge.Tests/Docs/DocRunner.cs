using System.Text;
using System.Text.Json.Nodes;
using Bridge.TestKit.Hosting;

namespace Bridge.Tests.Docs;

/// <summary>Runs blocks against a host, as the top of docs/protocol.md says.</summary>
internal sealed class DocRunner(TestHost host)
{
    private readonly DocPattern _pattern = new(new Dictionary<string, string> { ["apikey"] = TestHost.ApiKey });

    public Task RunAsync(DocBlock block) => block.Kind == "socket" ? RunSocketAsync(block) : RunExchangeAsync(block);

    private async Task RunExchangeAsync(DocBlock block)
    {
        var lines = block.Lines.ToList();
        var answer = lines.IndexOf("---");
        var blank = lines.FindIndex(1, line => !IsHeader(line));
        var first = lines[0].Split(' ');
        using var request = new HttpRequestMessage(new HttpMethod(first[0]), _pattern.Fill(first[1]));
        var body = _pattern.Fill(string.Join('\n', lines[blank..answer]));
        request.Content = body.Length > 0 ? new ByteArrayContent(Encoding.UTF8.GetBytes(body)) : null;
        var headers = lines[1..blank].Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => _pattern.Fill(pair[1]));
        if (first[1] is "/bridge/poll" or "/bridge/send")
        {
            headers.TryAdd("Content-Type", "application/json");
            headers.TryAdd("Bridge-Protocol", "bridge.v1");
        }

        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value) || request.Content!.Headers.TryAddWithoutValidation(name, value));
        }

        using var response = await host.Http.SendAsync(request, Patience.Token);
        var text = await response.Content.ReadAsStringAsync(Patience.Token);
        Assert.True(int.Parse(lines[answer + 1]) == (int)response.StatusCode, $"{(int)response.StatusCode} {text}");
        var expected = JsonNode.Parse(string.Join('\n', lines[(answer + 2)..]));
        Assert.Null(_pattern.Compare(expected, JsonNode.Parse(text)) is { } difference ? $"{difference} in {text}" : null);
    }

    private async Task RunSocketAsync(DocBlock block)
    {
        await using var socket = await NativeSocket.OpenAsync(host);
        var expected = new List<string>();
        foreach (var line in block.Lines)
        {
            if (line[0] == '>')
            {
                await ExpectAsync(socket, expected);
                await socket.SendAsync(_pattern.Fill(line[2..]));
            }
            else
            {
                expected.Add(line[2..]);
            }
        }

        await ExpectAsync(socket, expected);
    }

    /// <summary>The envelopes come in the order shown; but <c>accepted</c> and <c>message</c> come in either order.</summary>
    private async Task ExpectAsync(NativeSocket socket, List<string> expected)
    {
        while (expected.Count > 0)
        {
            var actual = await socket.NextAsync();
            var candidates = actual?.Text("type") is "accepted" or "message" ? expected.Count : 1;
            var differences = expected.Take(candidates).Select(line => _pattern.Compare(JsonNode.Parse(line), actual)).ToList();
            var match = differences.IndexOf(null);
            Assert.True(match >= 0, $"{differences[0]} in {actual?.ToJsonString()}");
            expected.RemoveAt(match);
        }
    }

    private static bool IsHeader(string line) => line.Contains(": ") && char.IsAsciiLetter(line[0]);
}
