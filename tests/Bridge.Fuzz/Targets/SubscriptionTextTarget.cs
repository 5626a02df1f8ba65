using Bridge.Fuzz.Generation;
using Bridge.Messaging;
using Bridge.Stores;
using Bridge.TestKit;

namespace Bridge.Fuzz.Targets;

/// <summary>Subscriptions and audiences as columns: what was written is read as it was; what a damaged file holds is a <see cref="FormatException"/>.</summary>
internal sealed class SubscriptionTextTarget : Target
{
    public override string Name => "subscription-text";

    public override int Weight => 8;

    public override IReadOnlyList<byte[]> Examples { get; } = Bytes.Of(
        "", "news k3f9x2ab-124 ", "news k3f9x2ab-124 a,b\nother k3f9x2ab-0 session:x", "a,b c", " c", "a ", "news", "news k3f9x2ab-124", "\n", "news k3f9x2ab-124 a,a",
        "news k3f9x2ab-124 a b");

    public override IReadOnlyList<byte[]> Words { get; } = Bytes.Of(" ", ",", "\n", "k3f9x2ab-124", "news", " a,b", "user:x");

    public override byte[] Generate(SeededRandom random) => Bytes.Of(string.Join('\n', Enumerable.Range(0, random.Below(4)).Select(i => $"c{i} k3f9x2ab-{random.Below(9)} {random.Pick((string[])["", "a", "a,b"])}")))[0];

    public override Outcome Run(byte[] input)
    {
        var text = Bytes.Text(input);
        var subscriptions = Again(text, SubscriptionText.Read, SubscriptionText.Write, Shown);
        var audience = Again(text, AudienceText.Read, audience => AudienceText.Write(audience) ?? " ", Shown);
        return new($"{subscriptions} {audience}");
    }

    /// <summary>Reads, writes, reads again, and compares what was read.</summary>
    private static string Again<T>(string text, Func<string, T> read, Func<T, string> write, Func<T, string> shown)
    {
        T value;
        try
        {
            value = read(text);
        }
        catch (FormatException)
        {
            return "damaged";
        }

        var again = shown(read(write(value)));
        OracleException.Unless(again == shown(value), $"{shown(value)} reads as {again} when it is written again.");
        return "read";
    }

    private static string Shown(IReadOnlyList<SubscriptionRecord> subscriptions) =>
        string.Join('|', subscriptions.Select(subscription => $"{subscription.Channel} {subscription.Acked} {string.Join('/', subscription.Tags.Tags.ToArray())}"));

    private static string Shown(Audience audience) => $"{string.Join('/', audience.Only.ToArray())} but {string.Join('/', audience.Except.ToArray())}";
}
