using Bridge.Dialects;
using Bridge.Messaging;
using Bridge.Simulation.Worlds;

namespace Bridge.Simulation.Planted;

/// <summary>A dialect with one thing wrong: what is said is not what was meant.</summary>
internal sealed class DialectPlant(string name) : Plant
{
    public static readonly IReadOnlyList<string> Names =
    [
        "wire-gap-not-written", "wire-moved-too-far", "wire-batch-reversed", "wire-messages-behind-replies-dropped", "wire-outcome-of-another", "wire-subscribed-too-far",
        "wire-last-of-batch-dropped", "wire-superseded-as-unknown", "wire-resume-at-acked", "wire-payload-of-another",
    ];

    public override string Name => name;

    public override IDialect Dialect(IDialect dialect, World world) => new Wrong(dialect, name);

    private sealed class Wrong(IDialect dialect, string bug) : IDialect
    {
        public string Name => dialect.Name;

        public int MaxMessageBytes => dialect.MaxMessageBytes;

        public CloseReason? Read(ReadOnlySpan<byte> message, bool binary, List<ClientIntent> intents)
        {
            var fault = dialect.Read(message, binary, intents);
            for (var i = 0; i < intents.Count && bug == "wire-resume-at-acked"; i++)
            {
                // The cursor counts as one further: off by one on resume.
                intents[i] = intents[i] is ClientIntent.Poll { Positions: { } said } poll
                    ? poll with { Positions = new Cursor(said.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.Plus(1)))) }
                    : intents[i];
            }

            return fault;
        }

        public void Write(IReadOnlyList<ServerReply> replies, Batch? batch, FrameQueue frames)
        {
            switch (bug)
            {
                case "wire-gap-not-written":
                    batch?.Gaps.Clear();
                    break;
                case "wire-moved-too-far" when batch is not null:
                    var moved = batch.Moved.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.Plus(1))).ToList();
                    batch.Moved.Clear();
                    batch.Moved.AddRange(moved);
                    break;
                case "wire-batch-reversed":
                    batch?.Messages.Reverse();
                    break;
                case "wire-messages-behind-replies-dropped" when replies.Count > 0:
                    batch?.Messages.Clear();
                    break;
                case "wire-last-of-batch-dropped" when batch is { Messages.Count: > 3 }:
                    batch.Messages.RemoveAt(batch.Messages.Count - 1);
                    break;
                case "wire-payload-of-another" when batch is { Messages.Count: > 3 }:
                    var one = batch.Messages[1];
                    batch.Messages[1] = new Message(one.Channel, one.Position, batch.Messages[0].Payload, one.Audience, one.Time);
                    break;
            }

            dialect.Write([.. replies.Select(Say)], batch, frames);
        }

        private ServerReply Say(ServerReply reply) => (bug, reply) switch
        {
            ("wire-outcome-of-another", ServerReply.Accepted { Id: > 1 } accepted) => accepted with { Id = accepted.Id - 1 },
            ("wire-subscribed-too-far", ServerReply.Subscribed subscribed) => subscribed with { Position = subscribed.Position.Plus(1) },
            ("wire-superseded-as-unknown", ServerReply.Closed { Reason.Code: "superseded" }) => new ServerReply.Closed(CloseReason.Forbidden),
            _ => reply,
        };
    }
}
