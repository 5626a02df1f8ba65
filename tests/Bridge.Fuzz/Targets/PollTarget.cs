using Bridge.Fuzz.Generation;
using Bridge.Fuzz.Sites;
using Bridge.TestKit;

namespace Bridge.Fuzz.Targets;

/// <summary>Bodies of <c>/poll</c> and <c>/send</c>, in the standing session or without one: the first sign says which.</summary>
internal sealed class PollTarget : SiteTarget
{
    private static readonly string Session = $"{Standing.NativeHeaders}\nBridge-Session: {Standing.Always.Token}";

    public override string Name => "poll";

    public override int Weight => 8;

    public override IReadOnlyList<byte[]> Examples { get; } = [.. "psPS".SelectMany(sign => DocExamples.Messages.Select(message => (byte[])[(byte)sign, .. message]))];

    public override IReadOnlyList<byte[]> Words { get; } = [.. EnvelopeGrammar.Words, Real("\"token\":\"$token\""), Real("\"$first\""), Real("\"positions\":{\"news\":\"$start\"}")];

    public override byte[] Generate(SeededRandom random) => Real("psPS"[random.Below(4)] + Message(random));

    protected override Outcome Run(Site site, byte[] input)
    {
        var sign = input is [var first, ..] ? (char)first : 'p';
        var head = $"POST /bridge/{(char.ToLowerInvariant(sign) == 's' ? "send" : "poll")}\n{(char.IsAsciiLetterUpper(sign) ? Session : Standing.NativeHeaders)}";
        var answer = site.Send(Request.Of(head, input[Math.Min(1, input.Length)..]));
        OracleException.Unless(answer.Status != 404 || answer.Body.Length > 0, "The address is not there.");
        return Judge.Http(answer);
    }
}
