namespace Bridge.Messaging;

/// <summary>Why one intent or request is refused while everything else goes on: the second table of docs/protocol.md section 7.</summary>
public sealed class Refusal
{
    private Refusal(string code, int status, string text, bool retry = false)
    {
        Code = code;
        Status = status;
        Text = text;
        Retry = retry;
    }

    /// <summary>The code on the wire.</summary>
    public string Code { get; }

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>A sentence for people.</summary>
    public string Text { get; }

    /// <summary>Whether the same thing may succeed a little later.</summary>
    public bool Retry { get; }

    /// <summary>No channel name.</summary>
    public static readonly Refusal ChannelName =
        new("channel_name", 400, "A channel name has 1 to 128 of the characters A-Z a-z 0-9 : _ . - and does not start with ~.");

    /// <summary>Undeclared, or not for this user: which one is not told.</summary>
    public static readonly Refusal ChannelForbidden = new("channel_forbidden", 403, "This channel is not declared, or not open to you.");

    /// <summary>No submissions.</summary>
    public static readonly Refusal SubmitForbidden = new("submit_forbidden", 403, "This channel takes no submissions from you.");

    /// <summary>No publishing.</summary>
    public static readonly Refusal PublishForbidden = new("publish_forbidden", 403, "Publishing over HTTP is off here, or the key is missing or wrong.");

    /// <summary>Too many subscriptions.</summary>
    public static readonly Refusal TooManyChannels = new("too_many_channels", 429, "The session has as many subscriptions as the limit allows.");

    /// <summary>Not JSON.</summary>
    public static readonly Refusal Json = new("json", 400, "The payload is not valid JSON, or too deep.");

    /// <summary>Too large.</summary>
    public static readonly Refusal PayloadTooLarge = new("payload_too_large", 413, "The payload is larger than the limit.");

    /// <summary>No position.</summary>
    public static readonly Refusal Position = new("position", 400, "A position reads like k3f9x2ab-124.");

    /// <summary>No duration.</summary>
    public static readonly Refusal Wait = new("wait", 400, "A wait reads like 25s or 1500ms and is at most 60s.");

    /// <summary>No limit.</summary>
    public static readonly Refusal Limit = new("limit", 400, "A limit is a number from 1 to 1000.");

    /// <summary>The store's bytes or channels are used up by what retention still holds.</summary>
    public static readonly Refusal StoreFull = new("store_full", 503, "The store is full; nothing was accepted.", retry: true);

    /// <summary>The store cannot be reached, or did not answer in time. What was to be published may have been accepted all the same: publish again under the same key.</summary>
    public static readonly Refusal StoreUnavailable = new("store_unavailable", 503, "The store cannot be reached right now.", retry: true);

    /// <summary>A key used for two things.</summary>
    public static readonly Refusal IdempotencyConflict =
        new("idempotency_conflict", 409, "The same idempotency key came before with another payload.");

    /// <summary>Still running.</summary>
    public static readonly Refusal SubmissionPending = new("submission_pending", 409, "The first run of this submission has not ended.", retry: true);

    /// <summary>Nobody can tell any more.</summary>
    public static readonly Refusal SubmissionUnknown = new("submission_unknown", 410, "The outcome of this submission is not known.");

    /// <summary>The handler threw.</summary>
    public static readonly Refusal HandlerFailed = new("handler_failed", 500, "The application's handler failed.");

    /// <summary>A secret in a URL.</summary>
    public static readonly Refusal TokenInUrl =
        new("token_in_url", 400, "Secrets must not stand in a URL; use the Bridge-Session header or the first frame.");

    /// <summary>A foreign page.</summary>
    public static readonly Refusal Origin = new("origin", 403, "Pages of this origin may not connect.");

    /// <summary>The header that only our own code can send.</summary>
    public static readonly Refusal ProtocolHeader = new("protocol_header", 403, "Send the header Bridge-Protocol: bridge.v1.");

    /// <summary>Another content type.</summary>
    public static readonly Refusal ContentType = new("content_type", 415, "Send Content-Type: application/json without a Content-Encoding.");

    /// <summary>Another type of payload.</summary>
    public static readonly Refusal PublishType =
        new("payload_type", 415, "Send application/json, application/x-ndjson, text/plain or application/octet-stream, without a Content-Encoding.");

    /// <summary>A header that can't be read.</summary>
    public static readonly Refusal PublishHeader =
        new("publish_header", 400, "Idempotency-Key takes 1 to 128 printable ASCII characters; tags are printable ASCII without spaces, separated by commas.");

    /// <summary>Another method.</summary>
    public static readonly Refusal Method = new("method", 405, "This method is not allowed here.");

    /// <summary>No WebSocket.</summary>
    public static readonly Refusal UpgradeRequired = new("upgrade_required", 426, "This address speaks WebSocket only.");

    /// <summary>Half a WebSocket handshake.</summary>
    public static readonly Refusal Handshake = new("handshake", 400, "The WebSocket handshake is not valid.");

    /// <summary>The whole table.</summary>
    public static IReadOnlyList<Refusal> All { get; } =
    [
        ChannelName, ChannelForbidden, SubmitForbidden, PublishForbidden, TooManyChannels, Json, PayloadTooLarge, Position, Wait, Limit, StoreFull,
        StoreUnavailable, IdempotencyConflict, SubmissionPending, SubmissionUnknown, HandlerFailed, TokenInUrl, Origin, ProtocolHeader, ContentType, PublishType, PublishHeader, Method,
        UpgradeRequired, Handshake,
    ];

    /// <summary>A refusal of the application's own, with its code and text.</summary>
    /// <exception cref="ArgumentException">The code is one of ours, begins with <c>store_</c> or <c>submission_</c> (what the shim tries again), or is not made of a-z, 0-9 and _.</exception>
    public static Refusal Custom(string code, string text)
    {
        if (code.Length is 0 or > 64 || code.Any(sign => !char.IsAsciiLetterLower(sign) && !char.IsAsciiDigit(sign) && sign != '_') || Find(code) is not null
            || code.StartsWith("store_", StringComparison.Ordinal) || code.StartsWith("submission_", StringComparison.Ordinal))
        {
            throw new ArgumentException($"A refusal's code is 1 to 64 of a-z, 0-9 and _ and none of Bridge's own codes, nor begins with store_ or submission_ (got '{code}').", nameof(code));
        }

        return new Refusal(code, 403, text);
    }

    /// <summary>Whether it is the application's own.</summary>
    internal bool IsCustom => !All.Contains(this);

    /// <summary>One of our refusals by its code, or null.</summary>
    public static Refusal? Find(string code) => All.FirstOrDefault(refusal => refusal.Code == code);
}
