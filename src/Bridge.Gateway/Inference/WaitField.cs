using System.Text.RegularExpressions;
using Bridge.PollShapes;

namespace Bridge.Gateway.Inference;

/// <summary>The field with which a page says how long to hold.</summary>
/// <param name="Name">The field.</param>
/// <param name="Unit">How it is written.</param>
/// <param name="Time">How long.</param>
/// <param name="Why">By what it was found.</param>
/// <param name="IsDoubt">Whether only its name says so.</param>
internal sealed partial record WaitField(FieldName Name, ShapeUnit Unit, TimeSpan Time, string Why, bool IsDoubt)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>The field; null: there is none.</summary>
    public static WaitField? Find(FieldRoles roles, Rhythm rhythm) => !rhythm.IsHeld ? null
        : (from name in roles.Constant
           where name.Place is RequestPlace.Query or RequestPlace.Form or RequestPlace.Json
           let text = roles.Values(name).First()
           from unit in (ShapeUnit[])[ShapeUnit.Seconds, ShapeUnit.Milliseconds, ShapeUnit.Duration]
           where DurationText.TryRead(text, unit, out _)
           let time = Read(text, unit)
           where time >= TimeSpan.FromSeconds(1) && time <= Longest
           let fits = rhythm.Quiet is { } quiet && Math.Abs((quiet - time).TotalSeconds) <= Math.Max(0.5, time.TotalSeconds * 0.1)
           let isNamed = UsualName().IsMatch(name.Key) && rhythm.Longest < time * 1.2 + TimeSpan.FromSeconds(1) && (unit != ShapeUnit.Seconds || time.TotalSeconds <= 300)
           where fits || (isNamed && rhythm.Quiet is null)
           orderby fits descending
           select new WaitField(
               name, unit, time,
               fits ? $"{name} says {Rhythm.Say(time)}, and answers that said nothing new took {Rhythm.Say(rhythm.Quiet!.Value)}"
                    : $"{name} is called so, and no answer took longer than the {Rhythm.Say(time)} that it would say", !fits)).FirstOrDefault();

    private static TimeSpan Read(string text, ShapeUnit unit) => DurationText.TryRead(text, unit, out var time) ? time : default;

    [GeneratedRegex("^(wait|timeout|hold|block|max_?wait|poll_?timeout|long_?poll(ing)?_?timeout)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex UsualName();
}
