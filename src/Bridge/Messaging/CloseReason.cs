namespace Bridge.Messaging;

/// <summary>Why a connection ends: the table of docs/protocol.md section 7, compared with it by a test.</summary>
public sealed class CloseReason
{
    private CloseReason(string code, int closeCode, int status, Advice advice, string text)
    {
        Code = code;
        CloseCode = closeCode;
        Status = status;
        Advice = advice;
        Text = text;
    }

    /// <summary>The code on the wire.</summary>
    public string Code { get; }

    /// <summary>The WebSocket close code (RFC 6455 section 7.4).</summary>
    public int CloseCode { get; }

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>What to do.</summary>
    public Advice Advice { get; }

    /// <summary>A sentence for people.</summary>
    public string Text { get; }

    /// <summary>The advice as it stands on the wire.</summary>
    public string AdviceCode => Advice switch { Advice.Stop => "stop", Advice.Resume => "resume", _ => "reopen" };

    /// <summary>The client closed its session.</summary>
    public static readonly CloseReason Closed = new("closed", 1000, 200, Advice.Stop, "The session was closed by its client.");

    /// <summary>A higher attempt owns the lease.</summary>
    public static readonly CloseReason Superseded = new("superseded", 4409, 200, Advice.Stop, "A newer connection of this session took over.");

    /// <summary>Not understood.</summary>
    public static readonly CloseReason BadMessage = new("bad_message", 4400, 400, Advice.Stop, "The message could not be understood.");

    /// <summary>Binary where text is due.</summary>
    public static readonly CloseReason UnsupportedData = new("unsupported_data", 1003, 415, Advice.Stop, "This endpoint takes JSON text only.");

    /// <summary>Text that is no UTF-8.</summary>
    public static readonly CloseReason InvalidText = new("invalid_text", 1007, 400, Advice.Stop, "The text is not valid UTF-8.");

    /// <summary>Larger than the limit.</summary>
    public static readonly CloseReason TooLarge = new("too_large", 1009, 413, Advice.Stop, "The message is larger than the limit.");

    /// <summary>More fragments than the limit.</summary>
    public static readonly CloseReason TooManyFragments = new("too_many_fragments", 1008, 400, Advice.Stop, "The message came in too many fragments.");

    /// <summary>More pings and pongs than the limit.</summary>
    public static readonly CloseReason TooManyControlFrames = new("too_many_control_frames", 1008, 400, Advice.Stop, "Too many pings or pongs.");

    /// <summary>Nobody is signed in.</summary>
    public static readonly CloseReason Unauthorized = new("unauthorized", 4401, 401, Advice.Stop, "Sign in first.");

    /// <summary>A one-time ticket that lets nobody in.</summary>
    public static readonly CloseReason TicketUsed = new("ticket_used", 4407, 401, Advice.Resume, "The ticket was used, is over, or never was: ask for another.");

    /// <summary>Not for this user.</summary>
    public static readonly CloseReason Forbidden = new("forbidden", 4403, 403, Advice.Stop, "This is not allowed for you.");

    /// <summary>Unknown, expired, or another user's: which one is not told.</summary>
    public static readonly CloseReason SessionUnknown = new("session_unknown", 4404, 404, Advice.Reopen, "There is no such session, or it has expired.");

    /// <summary>The credentials ran out, or what they allow has changed: come again with those of now.</summary>
    public static readonly CloseReason Renew = new("renew", 4406, 401, Advice.Resume, "Come again: your credentials ran out, or what they allow has changed.");

    /// <summary>The token came with another page key.</summary>
    public static readonly CloseReason PageCopy = new("page_copy", 4405, 409, Advice.Reopen, "Another page uses this session.");

    /// <summary>Silent, or its window stayed full.</summary>
    public static readonly CloseReason NoProgress = new("no_progress", 4408, 408, Advice.Resume, "The client made no progress for too long.");

    /// <summary>Too many requests.</summary>
    public static readonly CloseReason RateLimited = new("rate_limited", 4429, 429, Advice.Resume, "Too many requests; wait a little.");

    /// <summary>Ended from outside.</summary>
    public static readonly CloseReason Revoked = new("revoked", 4499, 401, Advice.Stop, "The session was revoked.");

    /// <summary>A fault of ours.</summary>
    public static readonly CloseReason ServerError = new("server_error", 1011, 500, Advice.Resume, "The server could not go on.");

    /// <summary>This node goes away.</summary>
    public static readonly CloseReason Restarting = new("restarting", 1012, 503, Advice.Resume, "The server is restarting.");

    /// <summary>No room.</summary>
    public static readonly CloseReason Unavailable = new("unavailable", 1013, 503, Advice.Resume, "The server has no room right now.");

    /// <summary>The whole table.</summary>
    public static IReadOnlyList<CloseReason> All { get; } =
    [
        Closed, Superseded, BadMessage, UnsupportedData, InvalidText, TooLarge, TooManyFragments, TooManyControlFrames, Unauthorized, TicketUsed, Forbidden, SessionUnknown, Renew, PageCopy,
        NoProgress, RateLimited, Revoked, ServerError, Restarting, Unavailable,
    ];
}
