using System.Text.RegularExpressions;
using Bridge.PollShapes;

namespace Bridge.Gateway.Inference;

/// <summary>What must not be seen by whoever reads a proposal: a recording holds the sessions of the person who made it.</summary>
internal sealed partial class Secrets
{
    private const int Shortest = 6; // shorter ones are words and numbers that stand everywhere

    private static readonly string[] Trackers = ["_ga", "_gid", "_gat", "_fbp", "_gcl", "_hj", "_pk_", "_clck", "_clsk", "__utm", "ajs_", "amplitude", "mp_", "optimizely", "intercom"];

    private readonly HashSet<string> _values = new(StringComparer.Ordinal);

    /// <summary>Collects those of a recording.</summary>
    public Secrets(IEnumerable<HarExchange> exchanges)
    {
        foreach (var exchange in exchanges)
        {
            foreach (var (name, value) in exchange.Request.Headers)
            {
                if (name.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
                {
                    Add(value.Split(';').Select(cookie => cookie[(cookie.IndexOf('=') + 1)..]));
                }
                else if (IsCredential(new FieldName(RequestPlace.Header, name)))
                {
                    Add(value.Split(' '));
                }
            }

            Add((exchange.Answer?.Headers ?? []).Where(header => header.Key.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase))
                .Select(header => header.Value.Split(';')[0]).Select(cookie => cookie[(cookie.IndexOf('=') + 1)..]));
            Add(SeenField.Of(exchange.Request, out _).Where(field => IsCredential(field.Name) || Looks(field.Text)).Select(field => field.Text));
            Add(exchange.Request.Path.Split('/').Where(Looks));
        }
    }

    /// <summary>Whether a text shows one of them.</summary>
    public bool AreIn(string text) => _values.Any(value => text.Contains(value, StringComparison.Ordinal));

    /// <summary>Whether a field's name says that it proves who somebody is.</summary>
    public static bool IsCredential(FieldName field) => field.Place == RequestPlace.Header
        ? HeaderName().IsMatch(field.Key)
        : CredentialName().IsMatch(field.Key);

    /// <summary>Whether a text looks made by chance, as keys and tokens are.</summary>
    public static bool Looks(string text) =>
        text.Length >= 16 && text.Any(char.IsAsciiDigit) && text.Any(char.IsAsciiLetter) && text.Distinct().Count() >= 9
        && !text.AsSpan().ContainsAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+/=.:~%");

    /// <summary>The cookies that tell users apart: those whose names say so, else all but those of trackers.</summary>
    public static IReadOnlyList<string> Cookies(IEnumerable<string> names)
    {
        var own = names.Where(name => !Trackers.Any(tracker => name.StartsWith(tracker, StringComparison.OrdinalIgnoreCase))).Distinct().ToList();
        var sessions = own.Where(name => SessionName().IsMatch(name)).ToList();
        return sessions.Count > 0 ? sessions : own;
    }

    [GeneratedRegex("(^|[^a-z])(token|secret|passw(or)?d|pwd|api_?-?key|apikey|auth|session|sess|sid|jwt|signature|sig|csrf|xsrf|nonce|credential)s?([^a-z]|$)|(Token|Secret|Key|Session|Nonce)$", RegexOptions.CultureInvariant)]
    private static partial Regex CredentialName();

    [GeneratedRegex("^authorization$|token|secret|api-?key|auth|session|csrf|xsrf|jwt|nonce", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex HeaderName();

    [GeneratedRegex("sess|sid|auth|token|jwt|login|user|remember|identity|aspnet|laravel", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex SessionName();

    private void Add(IEnumerable<string> values) => _values.UnionWith(values.Select(value => value.Trim()).Where(value => value.Length >= Shortest && !value.All(char.IsAsciiDigit)));
}
