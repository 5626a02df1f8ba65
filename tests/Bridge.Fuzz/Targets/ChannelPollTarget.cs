using Bridge.Fuzz.Generation;
using Bridge.Fuzz.Sites;
using Bridge.TestKit;

namespace Bridge.Fuzz.Targets;

/// <summary>Plain polls: what follows <c>/bridge/channels/</c>.</summary>
internal sealed class ChannelPollTarget : SiteTarget
{
    public override string Name => "channel-poll";

    public override int Weight => 3;

    public override IReadOnlyList<byte[]> Examples { get; } =
    [
        .. ((string[])["news/messages?after=now&wait=0s", "news/messages?after=$start", "news/messages?after=oldest&limit=1", "a:b/messages?after=last:5&wait=1500ms",
        "secret/messages", "~x/messages", "n%65ws/messages?wait=2s",
            "news/messages?after=aaaaaaaa-1", "news/messages?after=$first&limit=1000&wait=60s"]).Select(Real),
    ];

    public override IReadOnlyList<byte[]> Words { get; } = [.. Bytes.Of("/messages", "?after=", "&after=", "&wait=", "&limit=", "news", "oldest", "now", "last:", "%2F", "%00", "ms", "s"), Real("$first"), .. Interesting.Numbers];

    public override byte[] Generate(SeededRandom random)
    {
        var (channel, after) = (random.Pick((string[])["news", "echo", "quiet", "a:b"]), random.Pick((string[])["now", "oldest", "$first", "$start"]));
        return Real($"{channel}/messages?after={after}&wait={random.Below(3)}s&limit={1 + random.Below(9)}");
    }

    protected override Outcome Run(Site site, byte[] input)
    {
        var address = Bytes.Text(input).Replace("\n", "%0A", StringComparison.Ordinal).Replace(" ", "%20", StringComparison.Ordinal); // neither can stand in a request's first line
        return Judge.Http(site.Send(Request.Of("GET /bridge/channels/" + address, [])));
    }
}
