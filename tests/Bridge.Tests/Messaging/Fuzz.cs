using Bridge.TestKit;

namespace Bridge.Tests.Messaging;

/// <summary>Text that is nearly right.</summary>
internal static class Fuzz
{
    /// <summary>Any text of these signs, sometimes long.</summary>
    public static string Text(SeededRandom random, string signs) =>
        string.Concat(Enumerable.Range(0, random.OneIn(20) ? 120 + random.Below(20) : random.Below(12)).Select(_ => signs[random.Below(signs.Length)]));

    /// <summary>The text with one sign changed, taken away or put in.</summary>
    public static string Spoil(SeededRandom random, string text, string signs)
    {
        var at = random.Below(text.Length);
        return random.Below(3) switch
        {
            0 => text.Remove(at, 1),
            1 => text.Insert(at, "" + signs[random.Below(signs.Length)]),
            _ => text.Remove(at, 1).Insert(at, "" + signs[random.Below(signs.Length)]),
        };
    }
}
