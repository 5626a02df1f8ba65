using System.Security.Cryptography;
using System.Text;
using Bridge.Fuzz.Generation;
using Bridge.Sqlite;

namespace Bridge.Fuzz.Targets;

/// <summary>The file beside the database. Inputs that end in <c>!</c> get the right check sum.</summary>
internal sealed class EpochMarkerTarget : Target
{
    public override string Name => "epoch-marker";

    public override int Weight => 4;

    public override IReadOnlyList<byte[]> Examples { get; } = Bytes.Of(
        "bridge-epoch 1 k3f9x2ab 0000000000000000042 closed!", "bridge-epoch 1 k3f9x2ab 0000000000000000042 open  !", "bridge-epoch 1!", "bridge-epoch 1 k3f9x2ab 12!",
        "bridge-epoch 1 a!", "", "bridge-epoch 1 k3f9x2ab", "x y",
        "bridge-epoch 1 k3f9x2ab 99999999999999999999 closed!");

    public override IReadOnlyList<byte[]> Words { get; } = [.. Bytes.Of("bridge-epoch 1", "bridge-epoch 2", " ", "k3f9x2ab", "closed", "open", "!", "\n"), .. Interesting.Numbers];

    public override Outcome Run(byte[] input)
    {
        var text = Encoding.ASCII.GetString(input); // as the marker reads its file
        text = text is [.. var line, '!'] ? $"{line} {Sum(line)}\n" : text;
        if (!EpochMarker.TryRead(text, out var epoch, out var commits, out var closed))
        {
            return new("unknown");
        }

        OracleException.Unless(commits >= 0, "Commits are below 0.");
        OracleException.Unless(EpochMarker.Text(epoch, commits, closed) == text, "It reads differently when it is written again.");
        return new("known", closed ? 1 : 0);
    }

    private static string Sum(string line) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(line)).AsSpan(0, 4));
}
