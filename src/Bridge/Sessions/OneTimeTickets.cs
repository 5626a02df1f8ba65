using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Sessions;

/// <summary>Carries who somebody is from a request, which has a header for it, to a WebSocket handshake, for which a browser's page can set none. Good once, for a moment, on any node.</summary>
internal sealed class OneTimeTickets(IRecordStore records, IRandomSource random, BridgeScheduler scheduler, SessionDesk desk)
{
    /// <summary>How long a ticket is good: as long as a node remembers that a user was signed out, so that no ticket outlives it.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private const int SecretBytes = 24;
    private const int MaxLength = 64;

    private static readonly byte[] Used = [0];

    /// <summary>Makes one.</summary>
    public async ValueTask<string> IssueAsync(Caller caller, CancellationToken cancellationToken)
    {
        var ticket = random.NextText(SecretBytes);
        await records.PutAsync(KeyOf(ticket), Write(caller), 0, Lifetime, cancellationToken).ConfigureAwait(false);
        return ticket;
    }

    /// <summary>Whose a ticket is; null: nobody's, somebody's who was signed out, or it was used.</summary>
    public async ValueTask<Caller?> RedeemAsync(string ticket, CancellationToken cancellationToken)
    {
        if (ticket.Length is 0 or > MaxLength || await records.GetAsync(KeyOf(ticket), cancellationToken).ConfigureAwait(false) is not { Value.Length: > 1 } stored)
        {
            return null;
        }

        // Marked, not deleted: of two who come at once, one finds another version.
        var isFirst = await records.PutAsync(KeyOf(ticket), Used, stored.Version, Lifetime, cancellationToken).ConfigureAwait(false) is not null;
        var caller = Read(stored.Value);
        return isFirst && !desk.Endings.Holds(caller.Owner) && !(caller.Expires <= scheduler.Time.GetUtcNow()) ? caller : null;
    }

    private static string KeyOf(string ticket) => $"ticket:{Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(ticket)))}";

    private static byte[] Write(Caller caller)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(caller.Expires?.UtcTicks ?? 0);
        caller.User.WriteTo(writer);
        writer.Flush();
        return bytes.ToArray();
    }

    private static Caller Read(ReadOnlyMemory<byte> value)
    {
        using var reader = new BinaryReader(new MemoryStream(value.ToArray()));
        var expires = reader.ReadInt64();
        return new Caller(new ClaimsPrincipal(reader), expires > 0 ? new DateTimeOffset(expires, TimeSpan.Zero) : null);
    }
}
