using System.Security.Cryptography;
using System.Text;

namespace Bridge.Fuzz;

/// <summary>An input that broke a target, told so that it can become a test.</summary>
internal sealed class Failure(Target target, byte[] input, IReadOnlyList<byte[]> history, Exception fault)
{
    private const int MostTries = 2_000;

    /// <inheritdoc/>
    public override string ToString() => $"{fault.GetType().Name}: {fault.Message}";

    /// <summary>Its own input, made as small as it goes while it still fails alone; with all that went before it when it does not.</summary>
    public string Tell()
    {
        var text = new StringBuilder($"{target.Name}: {fault.GetType().Name}: {fault.Message}\n");
        if (Fails(input))
        {
            Write(text, "The input", Shrink(input));
        }
        else
        {
            text.Append($"It does not fail alone; {history.Count} inputs went before it.\n");
            Write(text, "The input", input);
            foreach (var earlier in history)
            {
                Write(text, "before", earlier);
            }
        }

        return text.Append(fault).Append('\n').ToString();
    }

    /// <summary>Writes what there is to tell into a file of the folder; returns its path.</summary>
    public string Save(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{target.Name}-{Convert.ToHexStringLower(SHA256.HashData(input).AsSpan(0, 4))}.txt");
        File.WriteAllText(path, Tell());
        return path;
    }

    private static void Write(StringBuilder text, string what, byte[] bytes) => text
        .Append($"{what}, {bytes.Length} bytes:\n  hex {Convert.ToHexStringLower(bytes)}\n  C#  {Literal(bytes)}\n");

    private static string Literal(byte[] bytes) =>
        "\"" + string.Concat(bytes.Select(sign => sign is >= 0x20 and < 0x7F and not (byte)'"' and not (byte)'\\' ? $"{(char)sign}" : $"\\u{sign:x4}")) + "\" (Latin-1)";

    private byte[] Shrink(byte[] found)
    {
        var tries = 0;
        for (var length = found.Length / 2; length > 0; length /= 2)
        {
            for (var at = 0; at + length <= found.Length && tries++ < MostTries;)
            {
                byte[] smaller = [.. found.AsSpan(0, at), .. found.AsSpan(at + length)];
                (found, at) = Fails(smaller) ? (smaller, at) : (found, at + length);
            }
        }

        return found;
    }

    private bool Fails(byte[] candidate)
    {
        target.Reset();
        try
        {
            target.Run(candidate);
            return false;
        }
        catch (Exception again)
        {
            return again.GetType() == fault.GetType();
        }
    }
}
