using Bridge.Fuzz.Generation;
using Bridge.Sqlite;
using Bridge.TestKit;

namespace Bridge.Fuzz.Targets;

/// <summary>Subscriptions and audiences as columns: what was written is read as it was; what a damaged file holds is a <see cref="FormatException"/>.</summary>
internal sealed class SubscriptionTextTarget : Target
{
    public override string Name => "subscription-text";

    public override int Weight => 8;

    public override IReadOnlyList<byte[]> Examples { get; } = Bytes.Of(
        "", "news k3f9x2ab-124 ", "news k3f9x2ab-124 a,b\nother k3f9x2ab-0 session:x", "a,b c", " c", "a ", "news", "news k3f9x2ab-124", "\n", "news k3f9x2ab-124 a,a", "news k3f9x2ab-124 a b");

    public override IReadOnlyList<byte[]> Words { get; } = Bytes.Of(" ", ",", "\n", "k3f9x2ab-124", "news", " a,b", "user:x");

    public override byte[] Generate(SeededRandom random) => Bytes.Of(string.Join('\n', Enumerable.Range(0, random.Below(4)).Select(i => $"c{i} k3f9x2ab-{random.Below(9)} {random.Pick((string[])["", "a", "a,b"])}")))[0];

    public override Outcome Run(byte[] input)
    {
        var text = Bytes.Text(input);
        return new($"{Read(() => SubscriptionText.Write(SubscriptionText.Read(text)), SubscriptionText.Read, SubscriptionText.Write)} {Read(() => AudienceText.Write(AudienceText.Read(text)), AudienceText.Read, AudienceText.Write)}");
    }

    private static string Read<T>(Func<string?> rewrite, Func<string, T> read, Func<T, string?> write)
    {
        string? written;
        try
        {
            written = rewrite();
        }
        catch (FormatException)
        {
            return "damaged";
        }

        OracleException.Unless(written is null || write(read(written)) == written, $"'{written}' reads differently when it is written again.");
        return "read";
    }
}
