using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Bridge.PollShapes;

/// <summary>Who may share one upstream poll, as a text that tells nothing: a keyed hash of everything that can change the answer.</summary>
internal static class ScopeKey
{
    private const int Bytes = 24; // 192 bits: 32 characters, no padding

    /// <summary>The same text for the same shape, variables and credentials in any order, and for no others.</summary>
    public static string Of(ReadOnlySpan<byte> key, string shape, IReadOnlyDictionary<string, string> variables, IEnumerable<LegacyCredential> credentials, string? user)
    {
        var text = new ArrayBufferWriter<byte>();
        Write(text, "shape", shape);
        foreach (var (name, value) in variables.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Write(text, "variable", name, value);
        }

        foreach (var credential in credentials.OrderBy(credential => (credential.Place, credential.Key, credential.Value)))
        {
            Write(text, "credential", ChoiceText.Of(credential.Place), credential.Key, credential.Value);
        }

        if (user is not null)
        {
            Write(text, "user", user);
        }

        return Base64Url.EncodeToString(HMACSHA256.HashData(key, text.WrittenSpan).AsSpan(0, Bytes));
    }

    // Every text has its length before it: no two lists of texts are written alike.
    private static void Write(ArrayBufferWriter<byte> target, params ReadOnlySpan<string> texts)
    {
        foreach (var text in texts)
        {
            var bytes = MemoryMarshal.AsBytes(text.AsSpan()); // UTF-8 would write two halves of surrogate pairs alike
            BinaryPrimitives.WriteInt32BigEndian(target.GetSpan(4), bytes.Length);
            target.Advance(4);
            target.Write(bytes);
        }

        BinaryPrimitives.WriteInt32BigEndian(target.GetSpan(4), -1);
        target.Advance(4);
    }
}
