namespace Bridge.PollShapes;

/// <summary>One legacy polling endpoint as data: what asks it, how it answers, and what may be promised of it. Every part can be written in configuration or in code.</summary>
public sealed record PollShape
{
    /// <summary>What the endpoint is called in configuration, reports and scope keys. Default empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whether every item counts (<c>events</c>), only the latest (<c>state</c>), or an answer only says that something changed (<c>signal</c>, needs <c>then</c>). Default events.</summary>
    public ShapeKind Kind { get; init; }

    /// <summary>Which channel the endpoint feeds: a template over the request's variables and <c>{scope}</c>, as <c>room:{room}</c>. After a variable comes a colon or the end. Required.</summary>
    public string Channel { get; init; } = "";

    /// <summary>Which requests are this poll.</summary>
    public ShapeMatch Match { get; init; } = new();

    /// <summary>How the backend is asked, and what a client's parameters mean.</summary>
    public ShapeRequest Request { get; init; } = new();

    /// <summary>How long a poll is held, who says so, and what is seen meanwhile.</summary>
    public ShapeWait Wait { get; init; } = new();

    /// <summary>What a client brings to say where it stands, and where the next one comes from.</summary>
    public ShapeCursor Cursor { get; init; } = new();

    /// <summary>Where the items are in an answer.</summary>
    public ShapeItems Items { get; init; } = new();

    /// <summary>Drops items that were seen before; without it nothing is dropped.</summary>
    public ShapeDedupe? Dedupe { get; init; }

    /// <summary>The forms of "nothing new". The first is the one that the bridge answers with.</summary>
    public IReadOnlyList<ShapeEmpty> Empty { get; init; } = [];

    /// <summary>What answers that are neither items nor empty mean. The first that fits counts, before <c>empty</c>.</summary>
    public IReadOnlyList<ShapeRule> Rules { get; init; } = [];

    /// <summary>How often to ask.</summary>
    public ShapePace Pace { get; init; } = new();

    /// <summary>What has to be called before the first poll and after the last; null: nothing.</summary>
    public ShapeSession? Session { get; init; }

    /// <summary>The request that fetches what a signal announced: only its request, wait, cursor, items, dedupe, empty and rules count.</summary>
    public PollShape? Then { get; init; }

    /// <summary>How the backend learns that items arrived. Default by the next cursor.</summary>
    public ShapeAck Ack { get; init; } = new();

    /// <summary>Which credentials belong to a poll.</summary>
    public ShapeAuth Auth { get; init; } = new();

    /// <summary>Who may share one upstream poll. Default per-credential: the same forwarded credentials and parameters.</summary>
    public ShapeScope Scope { get; init; } = ShapeScope.PerCredential;

    /// <summary>Whose value decides whether a client belongs to the percentage that is moved; null: a cookie of the bridge.</summary>
    public AuthCredential? Cohort { get; init; }

    /// <summary>What a poll does to the backend beside reading: a poll on somebody's behalf would do it too.</summary>
    public IReadOnlyList<ShapeEffect> Effects { get; init; } = [];

    /// <summary>How an old client's poll is answered.</summary>
    public ShapeAnswer Answer { get; init; } = new();

    /// <summary>The writes that belong to the endpoint. They stay on the old route until told otherwise.</summary>
    public IReadOnlyList<ShapeSend> Send { get; init; } = [];
}
