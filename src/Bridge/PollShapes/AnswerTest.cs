using System.Text;
using System.Text.Json;

namespace Bridge.PollShapes;

/// <summary>Whether an answer is one that a rule, or a form of "nothing new", speaks of.</summary>
internal static class AnswerTest
{
    /// <summary>Whether everything holds that is said.</summary>
    public static bool Holds(RuleWhen when, AnswerView view, bool isText) =>
        (when.Status.Count == 0 || when.Status.Contains(view.Answer.Status))
        && (when.Header is null || HasHeader(when, view))
        && (when.Path is null || HasValue(view.Find(when.Path), when.EqualTo))
        && (!when.EmptyBody || (view.Body.IsEmpty && !view.Answer.IsCut))
        && when.Cut.Implies(view.Answer.IsCut)
        && (!when.Broken || (!isText && !view.Answer.IsCut && !view.IsBlank && view.Json is null))
        && (when.Any.Count == 0 || when.Any.Any(condition => Holds(condition, view, isText)));

    /// <summary>Whether everything holds that is said.</summary>
    public static bool Holds(ShapeEmpty empty, AnswerView view) =>
        !empty.Never
        && empty.Cut == view.Answer.IsCut
        && (empty.Status == 0 ? view.Answer.Status is >= 200 and <= 299 : view.Answer.Status == empty.Status)
        && (empty.Body is null || SameBody(empty.Body, view.Body.Span))
        && (empty.Path is null || HasValue(view.Find(empty.Path), empty.EqualTo))
        && (empty.OnlyKeys.Count == 0 || HasOnly(view.Json, empty.OnlyKeys));

    private static bool HasHeader(RuleWhen when, AnswerView view) =>
        view.Answer.Header(when.Header!) is { } value && (when.EqualTo is null || when.Path is not null || value == when.EqualTo);

    private static bool HasValue(JsonElement? value, string? wanted) => value is { } known && (wanted is null || JsonReading.Is(known, wanted));

    private static bool HasOnly(JsonElement? json, IReadOnlyList<string> keys) =>
        json is { ValueKind: JsonValueKind.Object } known && known.EnumerateObject().All(property => keys.Contains(JsonReading.NameOf(property)));

    private static bool SameBody(string wanted, ReadOnlySpan<byte> body) => Trimmed(Encoding.UTF8.GetBytes(wanted)).SequenceEqual(Trimmed(body));

    private static ReadOnlySpan<byte> Trimmed(ReadOnlySpan<byte> text) => text.Trim(" \t\r\n"u8);

    private static bool Implies(this bool condition, bool consequence) => !condition || consequence;
}
