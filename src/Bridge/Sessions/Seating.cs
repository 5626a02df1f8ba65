using Bridge.Messaging;

namespace Bridge.Sessions;

/// <summary>How coming in ended: a seat and what to say first, or why there is none.</summary>
internal readonly struct Seating
{
    public Seating(SessionSeat seat, params ReadOnlySpan<ServerReply> replies)
    {
        Seat = seat;
        Replies = replies.ToArray();
    }

    private Seating(CloseReason refused)
    {
        Reason = refused;
        Replies = [];
    }

    /// <summary>The seat, or null.</summary>
    public SessionSeat? Seat { get; }

    /// <summary>Why there is no seat.</summary>
    public CloseReason? Reason { get; }

    /// <summary>What to say first.</summary>
    public ServerReply[] Replies { get; }

    public static Seating Refused(CloseReason reason) => new(reason);
}
