using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Bridge.Messaging;

namespace Bridge.TestKit.Wires;

/// <summary>Requests. Asking for the next envelope polls, with the positions of what has been taken from it.</summary>
/// <remarks>An answer that isn't 200 is heard as <c>closed</c> with its code, advice and <c>status</c>, so that a test can speak of both carriers alike.</remarks>
public sealed class PollWire(Func<Uri> addresses, string? token = null, string? page = null) : IWire
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false }) { Timeout = TimeSpan.FromSeconds(20) };

    private readonly Queue<Envelope> _heard = [];
    private readonly Dictionary<string, Position> _positions = [];
    private string? _token = token;
    private string? _page = page;
    private long? _attempt;

    /// <summary>The session.</summary>
    public string? Token => _token;

    /// <summary>Where the polls go on from.</summary>
    public IReadOnlyDictionary<string, Position> Positions => _positions;

    /// <summary>The largest body heard, in bytes.</summary>
    public int LargestBody { get; private set; }

    /// <summary>How many requests were made.</summary>
    public int Requests { get; private set; }

    /// <inheritdoc/>
    public async Task SayAsync(params JsonObject[] envelopes)
    {
        _page = (string?)envelopes[0]["page"] ?? _page;
        var sends = (string?)envelopes[0]["type"] is "submit" or "ack" or "close";
        foreach (var heard in await PostAsync(sends ? "/bridge/send" : "/bridge/poll", new JsonArray([.. envelopes])))
        {
            _heard.Enqueue(heard);
        }
    }

    /// <inheritdoc/>
    public async Task<Envelope?> NextAsync()
    {
        Envelope? next;
        while (!_heard.TryDequeue(out next))
        {
            _attempt++;
            foreach (var heard in await PostAsync("/bridge/poll", new JsonArray(Say.Poll(_page, _attempt, _positions))))
            {
                _heard.Enqueue(heard);
            }
        }

        switch (next.Type)
        {
            case "opened":
                _token = next.Token ?? _token;
                _attempt = next.Attempt;
                break;
            case "unsubscribed":
                _positions.Remove(next.Channel!);
                break;
            case "subscribed" or "message" or "gap" or "position":
                _positions[next.Channel!] = next.Position!.Value;
                break;
        }

        return next;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Polls go on from here.</summary>
    public void Start(string channel, Position position) => _positions[channel] = position;

    /// <summary>Makes one request.</summary>
    public async Task<IReadOnlyList<Envelope>> PostAsync(string path, JsonArray body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(addresses(), path))
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        request.Headers.Add("Bridge-Protocol", "bridge.v1");
        if (_token is not null)
        {
            request.Headers.Add("Bridge-Session", _token);
        }

        Requests++;
        using var response = await Http.SendAsync(request);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        LargestBody = Math.Max(LargestBody, bytes.Length);
        return response.StatusCode == HttpStatusCode.OK ? Envelope.Parse(bytes) : [Refused(response.StatusCode, bytes)];
    }

    private static Envelope Refused(HttpStatusCode status, byte[] bytes)
    {
        var error = JsonNode.Parse(bytes)!.AsObject();
        var closed = new JsonObject { ["type"] = "closed", ["code"] = (string?)error["error"], ["advice"] = (string?)error["advice"], ["status"] = (int)status };
        return Envelope.Parse(Encoding.UTF8.GetBytes(closed.ToJsonString()))[0];
    }
}
