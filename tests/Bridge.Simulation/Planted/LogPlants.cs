using Bridge.Messaging;
using Bridge.Simulation.Worlds;
using Bridge.Stores;

namespace Bridge.Simulation.Planted;

/// <summary>A log with one thing wrong.</summary>
internal sealed class LogPlant(string name) : Plant
{
    /// <summary>What is wrong.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "log-resume-off-by-one", "log-epoch-ignored", "log-trims-inside-retention", "log-gap-not-told", "log-gap-resumes-at-head", "log-says-at-head", "log-limit-skips-rest",
        "log-dedupe-key-ignored", "log-batch-not-atomic", "log-batch-loses-its-tail", "log-audience-ignored", "log-except-ignored", "log-head-one-too-far", "log-another-channel",
        "log-read-without-first",
    ];

    public override string Name => name;

    public override IChannelLog Log(IChannelLog log, World world) => new Wrong(log, name);

    private sealed class Wrong(IChannelLog log, string bug) : IChannelLog
    {
        public async ValueTask<AppendResult> AppendAsync(ChannelName channel, ReadOnlyMemory<Entry> entries, Position? expected, CancellationToken cancellationToken)
        {
            switch (bug)
            {
                case "log-dedupe-key-ignored":
                    return await log.AppendAsync(channel, entries.ToArray().Select(entry => entry with { DedupeKey = null }).ToArray(), expected, cancellationToken);
                case "log-batch-loses-its-tail" when entries.Length > 1:
                    var result = await log.AppendAsync(channel, entries[..^1], expected, cancellationToken);
                    return result with { Last = result.Last.Plus(1) };
                case "log-batch-not-atomic":
                    var last = default(AppendResult);
                    for (var i = 0; i < entries.Length; i++)
                    {
                        last = await log.AppendAsync(channel, entries.Slice(i, 1), expected, cancellationToken);
                    }

                    return last;
                default:
                    return await log.AppendAsync(channel, entries, expected, cancellationToken);
            }
        }

        public async ValueTask<ReadResult> ReadAsync(ChannelName channel, Position after, ReadLimit limit, List<Message> into, CancellationToken cancellationToken)
        {
            var first = into.Count;
            switch (bug)
            {
                case "log-resume-off-by-one" when after.Offset > 0 && limit.Messages < 1_000:
                    after = after.Plus(1);
                    break;
                case "log-epoch-ignored":
                    after = after with { Epoch = (await log.HeadAsync(channel, cancellationToken)).Head.Epoch };
                    break;
                case "log-another-channel" when channel.Value == "c1" && after.Offset % 5 == 3:
                    channel = "c0";
                    break;
            }

            var read = await log.ReadAsync(channel, after, limit, into, cancellationToken);
            switch (bug)
            {
                case "log-trims-inside-retention" when into.Count - first > 3:
                    into.RemoveRange(first, into.Count - first - 3);
                    return read with { Gap = GapReason.Evicted, GapResume = into[first].Position.Plus(-1) };
                case "log-gap-not-told":
                    return read with { Gap = null };
                case "log-gap-resumes-at-head" when read.Gap is not null:
                    into.RemoveRange(first, into.Count - first);
                    var head = (await log.HeadAsync(channel, cancellationToken)).Head;
                    return new ReadResult(head, true, read.Gap, head);
                case "log-says-at-head":
                    return read with { AtHead = true };
                case "log-limit-skips-rest" when !read.AtHead:
                    return read with { AtHead = true, UpTo = (await log.HeadAsync(channel, cancellationToken)).Head };
                case "log-read-without-first" when into.Count - first > 4:
                    into.RemoveAt(first);
                    return read;
                case "log-audience-ignored":
                    Change(into, first, _ => Audience.Everyone);
                    return read;
                case "log-except-ignored":
                    Change(into, first, audience => audience.Only.Length == 0 ? Audience.Everyone : Audience.Tagged(audience.Only.ToArray()));
                    return read;
                default:
                    return read;
            }
        }

        public async ValueTask<ChannelHead> HeadAsync(ChannelName channel, CancellationToken cancellationToken)
        {
            var head = await log.HeadAsync(channel, cancellationToken);
            return bug == "log-head-one-too-far" ? head with { Head = head.Head.Plus(1) } : head;
        }

        public ValueTask<Position?> FindAsync(ChannelName channel, Checkpoint checkpoint, CancellationToken cancellationToken) => log.FindAsync(channel, checkpoint, cancellationToken);

        public ValueTask TrimAsync(CancellationToken cancellationToken) => log.TrimAsync(cancellationToken);

        private static void Change(List<Message> messages, int first, Func<Audience, Audience> audience)
        {
            for (var i = first; i < messages.Count; i++)
            {
                var old = messages[i];
                messages[i] = new Message(old.Channel, old.Position, old.Payload, audience(old.Audience), old.Time, old.Checkpoint);
            }
        }
    }
}
