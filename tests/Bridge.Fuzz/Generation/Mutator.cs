using Bridge.TestKit;

namespace Bridge.Fuzz.Generation;

/// <summary>Changes inputs, a few times in a row.</summary>
internal sealed class Mutator(SeededRandom random, IReadOnlyList<byte[]> words, int maxLength)
{
    private const int Deepest = 80; // past every depth limit of ours
    private static readonly string[] Openers = ["[", "{\"a\":", "[[", "{\"a\":["];

    /// <summary>The input, changed; the other one may lend a part.</summary>
    public byte[] Mutate(byte[] input, byte[] other)
    {
        var bytes = new List<byte>(input);
        for (var changes = 1 + random.Below(random.OneIn(8) ? 12 : 3); changes > 0; changes--)
        {
            Change(bytes, other);
        }

        if (bytes.Count > maxLength)
        {
            bytes.RemoveRange(maxLength, bytes.Count - maxLength);
        }

        return [.. bytes];
    }

    private void Change(List<byte> bytes, byte[] other)
    {
        var at = random.Below(bytes.Count + 1);
        var length = random.Below(Math.Min(bytes.Count - at, random.OneIn(4) ? 64 : 8) + 1);
        switch (random.Below(15))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Below(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)random.Below(256);
                break;
            case 2 when at < bytes.Count:
                bytes[at] = random.Pick(Interesting.Signs);
                break;
            case 3:
                bytes.Insert(at, random.Pick(Interesting.Signs));
                break;
            case 4:
                bytes.InsertRange(at, random.Pick(Interesting.Pieces));
                break;
            case 5 or 6:
                Replace(bytes, at, random.OneIn(2) ? length : 0, words.Count > 0 ? random.Pick(words) : random.Pick(Interesting.Pieces));
                break;
            case 7:
                bytes.RemoveRange(at, length);
                break;
            case 8:
                Repeat(bytes, at, length);
                break;
            case 9 when random.OneIn(2):
                bytes.RemoveRange(at, bytes.Count - at); // cut short
                break;
            case 10:
                var from = random.Below(other.Length + 1);
                Replace(bytes, at, random.OneIn(2) ? bytes.Count - at : length, other.AsSpan(from, random.OneIn(2) ? other.Length - from : Math.Min(16, other.Length - from)).ToArray());
                break;
            case 11:
                ReplaceNumber(bytes, at);
                break;
            case 12 when random.OneIn(3):
                Nest(bytes, at);
                break;
            case 13 when random.OneIn(4):
                bytes.InsertRange(at, Enumerable.Repeat(at < bytes.Count ? bytes[at] : (byte)'a', 1 + random.Below(random.OneIn(8) ? maxLength : 200)).ToArray());
                break;
            case 14 when at < bytes.Count && char.IsAsciiLetter((char)bytes[at]):
                bytes[at] ^= 0x20;
                break;
        }
    }

    private static void Replace(List<byte> bytes, int at, int length, byte[] by)
    {
        bytes.RemoveRange(at, length);
        bytes.InsertRange(at, by);
    }

    private void Repeat(List<byte> bytes, int at, int length)
    {
        var part = bytes.GetRange(at, length);
        for (var times = 1 + random.Below(random.OneIn(6) ? 40 : 3); times > 0 && bytes.Count < maxLength; times--)
        {
            bytes.InsertRange(at, part);
        }
    }

    private void ReplaceNumber(List<byte> bytes, int at)
    {
        while (at < bytes.Count && !char.IsAsciiDigit((char)bytes[at]))
        {
            at++;
        }

        var end = at;
        while (end < bytes.Count && char.IsAsciiDigit((char)bytes[end]))
        {
            end++;
        }

        Replace(bytes, at, end - at, random.Pick(Interesting.Numbers));
    }

    private void Nest(List<byte> bytes, int at)
    {
        var depth = 1 + random.Below(Deepest);
        var opener = random.Pick(Openers);
        bytes.InsertRange(at, System.Text.Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(opener, depth))));
        if (random.OneIn(2))
        {
            var closers = string.Concat(opener.Reverse().Select(sign => sign switch { '[' => "]", '{' => "}", _ => "" }));
            bytes.InsertRange(Math.Min(bytes.Count, at + (opener.Length * depth) + random.Below(8)), System.Text.Encoding.ASCII.GetBytes((opener.Contains(':') ? "1" : "") + string.Concat(Enumerable.Repeat(closers, depth))));
        }
    }
}
