using System.Text;
using Bridge.Fuzz.Sites;
using Bridge.TestKit;

namespace Bridge.Fuzz.Targets;

/// <summary>A target behind the whole application. Its inputs come to one site after the other, and it stays well; after so many it is another site.</summary>
internal abstract class SiteTarget : Target, IDisposable
{
    private const int InputsPerSite = 512; // so few that what one leaves behind can be found, so many that they meet
    private const int InputsPerControl = 64;

    private readonly List<byte[]> _history = [];
    private Site? _site;

    public override IReadOnlyList<byte[]> History => _history.Count > 0 ? _history[..^1] : [];

    public override int MaxLength => 1_500;

    public override Outcome Run(byte[] input)
    {
        if (_site is null || _history.Count == InputsPerSite)
        {
            Reset();
            Standing.Begin(_site = new Site());
        }

        _history.Add(input);
        var outcome = Run(_site!, input);
        if (_history.Count % InputsPerControl == 0)
        {
            Standing.Control(_site!);
        }

        return outcome;
    }

    public override void Reset()
    {
        _site?.Dispose();
        _site = null;
        _history.Clear();
    }

    public void Dispose() => Reset();

    /// <summary>Feeds the input to the site and judges the answer.</summary>
    protected abstract Outcome Run(Site site, byte[] input);

    /// <summary>The text with the standing session's token and position in it.</summary>
    protected static byte[] Real(string text) => Encoding.UTF8.GetBytes(text
        .Replace("$token", Standing.Always.Token, StringComparison.Ordinal).Replace("$first", Standing.Always.Position, StringComparison.Ordinal)
        .Replace("$start", Standing.Always.Position[..9] + "0", StringComparison.Ordinal).Replace("$apikey", Site.ApiKey, StringComparison.Ordinal));

    /// <summary>A message of bridge.v1 that may name what is.</summary>
    protected static string Message(SeededRandom random) => Generation.EnvelopeGrammar.Message(random, Standing.Always.Position, Standing.Always.Token);
}
