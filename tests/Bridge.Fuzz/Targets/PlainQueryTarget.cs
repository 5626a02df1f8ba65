using System.Globalization;
using System.Text.RegularExpressions;
using Bridge.Dialects.Plain;
using Bridge.Fuzz.Generation;
using Bridge.Messaging;
using Bridge.TestKit;
using Microsoft.AspNetCore.Http;

namespace Bridge.Fuzz.Targets;

/// <summary>The query of a plain poll: <c>channel?query</c>.</summary>
internal sealed partial class PlainQueryTarget : Target
{
    private readonly PlainPollDialect _dialect = new();

    public override string Name => "plain-query";

    public override int Weight => 16;

    public override IReadOnlyList<byte[]> Examples { get; } = Bytes.Of(
        "news?after=now&wait=0s", "news?after=oldest&wait=25s&limit=10", "news?after=k3f9x2ab-124&wait=1500ms&limit=1000", "news?after=last:5", "news", "n%65ws?wait=60s",
        "news?wait=61s", "news?wait=60000ms",
        "news?limit=0", "news?after=now&after=now", "news?wait=1%20s", "news?limit=5%00", "news?wait=5%00s", "~x?", "news?AFTER=oldest", "news?after=%FF%ED%A0%80",
        "news?wait=s", "news?wait=ms", "news?limit=");

    public override IReadOnlyList<byte[]> Words { get; } = [.. Bytes.Of("?", "&", "after=", "wait=", "limit=", "=", "s", "ms", "%00", "+", "now", "oldest", "last:", "k3f9x2ab-1"), .. Interesting.Numbers];

    public override byte[] Generate(SeededRandom random)
    {
        var wait = random.Pick((string[])["0s", "59s", "60s", "61s", "1ms", "60000ms", "60001ms", "5", "s", "-1s"]);
        var limit = random.Pick((string[])["0", "1", "2", "999", "1000", "1001", "-1", "x", ""]);
        var after = random.Pick((string[])["now", "oldest", "last:7", "k3f9x2ab-5", "k3f9x2ab-05", ""]);
        return Bytes.Of($"{random.Pick((string[])["news", "a:b", "~x", ""])}?after={after}&wait={wait}&limit={limit}")[0];
    }

    public override Outcome Run(byte[] input)
    {
        var text = Bytes.Text(input);
        var cut = text.IndexOf('?', StringComparison.Ordinal);
        var context = new DefaultHttpContext();
        context.Request.QueryString = new QueryString(cut < 0 ? "" : text[cut..]);
        var refusal = _dialect.Read(context.Request, cut < 0 ? text : text[..cut], out var query);
        var expected = Reference(cut < 0 ? text : text[..cut], context.Request.Query, out var wait, out var limit);
        OracleException.Unless(refusal == expected, $"It is judged {refusal?.Code ?? "good"}, and is {expected?.Code ?? "good"}.");
        OracleException.Unless(refusal is not null || (query.Wait == wait && query.Limit == limit), $"Read as {query}.");
        return new(refusal?.Code ?? "query", context.Request.Query.Count);
    }

    private static Refusal? Reference(string channel, IQueryCollection query, out TimeSpan wait, out int limit)
    {
        (wait, limit) = (TimeSpan.FromSeconds(25), 1_000);
        if (!ChannelName.IsValid(channel))
        {
            return Refusal.ChannelName;
        }

        if (query.ContainsKey("after") && !Since.TryParse(query["after"].ToString(), out _))
        {
            return Refusal.Position;
        }

        if (query.ContainsKey("wait"))
        {
            var match = Wait().Match(query["wait"].ToString());
            wait = match.Success ? TimeSpan.FromMilliseconds(Math.Min(100_000, double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * (match.Groups[2].Value == "s" ? 1_000 : 1))) : TimeSpan.MaxValue;
            if (wait > TimeSpan.FromSeconds(60))
            {
                return Refusal.Wait;
            }
        }

        if (query.ContainsKey("limit"))
        {
            limit = Limit().IsMatch(query["limit"].ToString()) ? (int)Math.Min(10_000, double.Parse(query["limit"].ToString(), CultureInfo.InvariantCulture)) : 0;
            return limit is >= 1 and <= 1_000 ? null : Refusal.Limit;
        }

        return null;
    }

    [GeneratedRegex(@"^([0-9]+)(s|ms)\z")]
    private static partial Regex Wait();

    [GeneratedRegex(@"^[0-9]+\z")]
    private static partial Regex Limit();
}
