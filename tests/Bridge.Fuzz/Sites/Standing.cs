using System.Text;
using System.Text.Json;

namespace Bridge.Fuzz.Sites;

/// <summary>What each site begins with: a session, and a message of its own. Everything is seeded, so its token and its positions are the same in all of them.</summary>
internal sealed class Standing
{
    /// <summary>The headers of a native request.</summary>
    public const string NativeHeaders = "Content-Type: application/json\nBridge-Protocol: bridge.v1";

    private const string Opening = "POST /bridge/poll\n" + NativeHeaders + "\n\n[{\"type\":\"open\",\"page\":\"p\",\"subscribe\":[{\"channel\":\"news\"},{\"channel\":\"echo\"}]}]";
    private static readonly Lazy<Standing> Only = new(() =>
    {
        using var site = new Site();
        return Begin(site);
    });

    /// <summary>The same in all sites.</summary>
    public static Standing Always => Only.Value;

    /// <summary>The session's token.</summary>
    public required string Token { get; init; }

    /// <summary>The message's position.</summary>
    public required string Position { get; init; }

    /// <summary>Begins a site.</summary>
    public static Standing Begin(Site site)
    {
        using var opened = JsonDocument.Parse(site.Send(Request.Of(Encoding.UTF8.GetBytes(Opening))).Body);
        var token = opened.RootElement[0].GetProperty("token").GetString()!;
        using var accepted = JsonDocument.Parse(site.Send(Request.Of(Encoding.UTF8.GetBytes(
            $"POST /bridge/send\n{NativeHeaders}\nBridge-Session: {token}\n\n{{\"type\":\"submit\",\"id\":1,\"channel\":\"news\",\"data\":1}}"))).Body);
        return new Standing { Token = token, Position = accepted.RootElement[0].GetProperty("position").GetString()! };
    }

    /// <summary>Asks a site what every healthy one answers: open, publish, poll, close.</summary>
    public static void Control(Site site)
    {
        using var opened = JsonDocument.Parse(site.Send(Request.Of($"POST /bridge/poll\n{NativeHeaders}", "{\"type\":\"open\",\"subscribe\":[{\"channel\":\"control\"}]}"u8.ToArray())).Body);
        var session = $"{NativeHeaders}\nBridge-Session: {opened.RootElement[0].GetProperty("token").GetString()}";
        var published = site.Send(Request.Of($"POST /bridge/channels/control/messages\nContent-Type: application/json\nBridge-Key: {Site.ApiKey}", "{\"well\":true}"u8.ToArray()));
        using var position = JsonDocument.Parse(published.Body);
        var polled = Encoding.UTF8.GetString(site.Send(Request.Of($"POST /bridge/poll\n{session}", "{\"type\":\"poll\",\"wait\":0}"u8.ToArray())).Body);
        var expected = $"[{{\"type\":\"message\",\"channel\":\"control\",\"position\":\"{position.RootElement.GetProperty("position").GetString()}\",\"data\":{{\"well\":true}}}}]";
        OracleException.Unless(polled == expected, $"The site is not well any more: {polled}");
        OracleException.Unless(site.Send(Request.Of($"POST /bridge/send\n{session}", "{\"type\":\"close\"}"u8.ToArray())).Status == 200, "The site closes no session any more.");
    }
}
