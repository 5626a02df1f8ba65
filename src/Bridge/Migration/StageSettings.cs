using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Bridge.Migration;

/// <summary>How one legacy endpoint is served now. The stages are presets of it.</summary>
public sealed record StageSettings
{
    /// <summary>As an endpoint begins that nothing is said of: <see cref="Migration.Stage.Tap"/>.</summary>
    public static readonly StageSettings Default = Of(Stage.Tap);

    private const string Hint = "write observe, tap, shadow, answer, intercept, native or retired; answer and intercept may have a percentage, as 'intercept 25%', and retired a day, as 'retired 2027-01-31'";

    /// <summary>The stage that it is a preset of.</summary>
    public required Stage Stage { get; init; }

    /// <summary>Whether the bridge polls the backend.</summary>
    public bool Upstream { get; init; }

    /// <summary>Whether what passes through is compared with what the bridge would have answered.</summary>
    public bool Shadow { get; init; }

    /// <summary>How many of the clients are answered by the bridge, in percent, 0 to 100.</summary>
    public double Answer { get; init; }

    /// <summary>How many of the pages have their polls answered inside the page, in percent, 0 to 100.</summary>
    public double Intercept { get; init; }

    /// <summary>From when on polls are refused with 410; null: they are not.</summary>
    public DateTimeOffset? Sunset { get; init; }

    /// <summary>The preset of a stage.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="percent">How many are answered, or intercepted; the rest is served as one stage before. Default all.</param>
    /// <param name="sunset">From when on a retired endpoint is gone. Default at once.</param>
    public static StageSettings Of(Stage stage, double percent = 100, DateTimeOffset? sunset = null) => new()
    {
        Stage = stage,
        Upstream = stage != Stage.Observe,
        Shadow = stage == Stage.Shadow,
        Answer = stage == Stage.Answer ? percent : stage > Stage.Answer ? 100 : 0,
        Intercept = stage == Stage.Intercept ? percent : stage == Stage.Native ? 100 : 0,
        Sunset = stage == Stage.Retired ? sunset ?? DateTimeOffset.MinValue : null,
    };

    /// <summary>Reads a stage as people write it: <c>tap</c>, <c>answer</c>, <c>intercept 25%</c>, <c>retired 2027-01-31</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="fault">What is wrong with it, and what to write instead.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out StageSettings? settings, [NotNullWhen(false)] out string? fault)
    {
        settings = null;
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words is not ([_] or [_, _]) || !char.IsLetter(words[0][0]) || !Enum.TryParse<Stage>(words[0], ignoreCase: true, out var stage))
        {
            fault = $"'{text}' is no stage; {Hint}.";
            return false;
        }

        settings = words is [_] ? Of(stage) : (stage, words[1]) switch
        {
            (Stage.Answer or Stage.Intercept, [.. var number, '%'])
                when double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent <= 100 => Of(stage, percent),
            (Stage.Retired, var day)
                when DateTimeOffset.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var sunset) => Of(stage, 100, sunset),
            _ => null,
        };
        fault = settings is null ? $"'{words[1]}' doesn't go with {words[0]}; {Hint}." : null;
        return fault is null;
    }

    /// <summary>The text that <see cref="TryParse"/> reads.</summary>
    public override string ToString()
    {
        var name = Stage.ToString().ToLowerInvariant();
        return Stage switch
        {
            Stage.Answer when Answer < 100 => string.Create(CultureInfo.InvariantCulture, $"{name} {Answer}%"),
            Stage.Intercept when Intercept < 100 => string.Create(CultureInfo.InvariantCulture, $"{name} {Intercept}%"),
            Stage.Retired when Sunset > DateTimeOffset.MinValue => string.Create(CultureInfo.InvariantCulture, $"{name} {Sunset:yyyy-MM-dd}"),
            _ => name,
        };
    }
}
