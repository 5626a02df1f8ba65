using Bridge.Messaging;
using Bridge.PollShapes;

namespace Bridge.Upstream;

/// <summary>Where a poll stands: what it asks with, and what the log says of what went before.</summary>
internal sealed class UpstreamPlace
{
    /// <summary>The cursor to ask with; null: none.</summary>
    public string? Cursor { get; set; }

    /// <summary>The last checkpoint of the channel's log; null: there is none.</summary>
    public required Checkpoint? Checkpoint { get; set; }

    /// <summary>Where that stands: an append expects it there. Offset 0: there is none.</summary>
    public required Position Stored { get; set; }

    /// <summary>The newest position that is known: whoever has the cursor has everything up to there.</summary>
    public Position At { get; set; }

    /// <summary>What was seen, for shapes whose items come again.</summary>
    public DedupeWindow? Seen { get; init; }

    /// <summary>Of a state: what the newest message says, as a hash.</summary>
    public string? State { get; set; }

    /// <summary>The log's head when this was so. Whatever came behind it came from somebody else.</summary>
    public required Position Head { get; set; }

    /// <summary>The head behind which the backend's present life begins: ids of an earlier one may come again and are others then.</summary>
    public Position Life { get; set; }
}
