using System.Text.Json;
using Bridge.Messaging;

namespace Bridge.Sessions;

/// <summary>What every node is told about a user's sessions.</summary>
/// <param name="Do">What to do.</param>
/// <param name="User">Whose.</param>
internal sealed record SessionOrder(SessionOrderKind Do, string User)
{
    /// <summary>The channel that orders travel through: in the log, so that none is missed by a node whose hints get lost. No rule makes it anybody's to read or write.</summary>
    public static readonly ChannelName Channel = "bridge:sessions";

    /// <summary>The order as it stands in the log.</summary>
    public Payload Write() => Payload.Text(JsonSerializer.Serialize(this, SessionOrderJson.Default.SessionOrder));

    /// <summary>Reads one; null: it is none that this version knows.</summary>
    public static SessionOrder? Read(Payload payload)
    {
        try
        {
            return JsonSerializer.Deserialize(payload.Bytes.Span, SessionOrderJson.Default.SessionOrder) is { User.Length: > 0 } order ? order : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
