using System.Numerics;
using System.Text.RegularExpressions;
using Bridge.Fuzz.Generation;
using Bridge.Messaging;
using Bridge.TestKit;

namespace Bridge.Fuzz.Targets;

/// <summary>Positions, the epochs in them, and <c>since</c>, which may be one.</summary>
internal sealed partial class PositionTarget : Target
{
    private static readonly Position Head = new(new Epoch(7), 100);
    private static readonly Position Tail = new(new Epoch(7), 40);

    public override string Name => "position";

    public override int MaxLength => 64;

    public override IReadOnlyList<byte[]> Examples { get; } = [.. Bytes.Of(
        "k3f9x2ab-124", "k3f9x2ab-0", "aaaaaaaa-9007199254740991", "aaaaaaaa-9007199254740992", "99999999-01", "k3f9x2ab-", "k3f9x2ab", "now", "oldest", "last:0",
        "last:12", "last:2147483647",
        "last:2147483648", "last:", "last:-1"), Bytes.Units("k3f9x2ab-1\0")];

    public override IReadOnlyList<byte[]> Words { get; } = [.. Bytes.Of("now", "oldest", "last:", "k3f9x2ab", "-", "l", "o", "0", "1"), .. Interesting.Numbers];

    public override byte[] Generate(SeededRandom random) => random.Pick(Bytes.Of($"{new Epoch((ulong)random.Below(int.MaxValue) << 12)}-{random.Below(200)}", $"last:{random.Below(200)}"));

    public override Outcome Run(byte[] input)
    {
        var text = Bytes.Text(input);
        var position = Reference(text);
        OracleException.Unless(Position.TryParse(text, out var read) == position is not null, "TryParse does not agree with the grammar.");
        OracleException.Unless(position is null ? read == default : read.ToString() == text && read.Offset == position, "The position is not the text's.");
        OracleException.Unless(Epoch.TryParse(text, out var epoch) == EpochText().IsMatch(text) && (epoch == default || epoch.ToString() == text), "The epoch is not the text's.");

        long? from = text switch
        {
            "now" => Head.Offset,
            "oldest" => Tail.Offset,
            _ when Last().Match(text) is { Success: true } last => BigInteger.Parse(last.Groups[1].Value) is var n && n <= int.MaxValue ? Math.Max(Tail.Offset, Head.Offset - (long)n) : null,
            _ => position,
        };
        OracleException.Unless(Since.TryParse(text, out var since) == from is not null, "Since does not agree with the grammar.");
        OracleException.Unless(from is null || since.Resolve(Head, Tail).Offset == from, "Since begins elsewhere.");
        OracleException.Unless(since.Explicit is null == position is null, "Since names a position that the text does not.");
        return new(position is not null ? "position" : from is not null ? "since" : "none");
    }

    private static long? Reference(string text) =>
        Text().Match(text) is { Success: true } match && BigInteger.Parse(match.Groups[1].Value) is var offset && offset <= Position.MaxOffset ? (long)offset : null;

    [GeneratedRegex(@"^[a-km-np-z2-9]{8}-(0|[1-9][0-9]*)\z")]
    private static partial Regex Text();

    [GeneratedRegex(@"^[a-km-np-z2-9]{8}\z")]
    private static partial Regex EpochText();

    [GeneratedRegex(@"^last:([0-9]+)\z")]
    private static partial Regex Last();
}
