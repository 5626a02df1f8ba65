using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.Simulation.Worlds;
using Bridge.Stores;

namespace Bridge.Simulation.Planted;

/// <summary>What would let one user see another's, or see his own for too long. Looked for where two users act; the patches in Users/ are looked for there too.</summary>
internal sealed class UserPlant(string name) : Plant
{
    public static readonly IReadOnlyList<string> Names = ["users-order-lost", "users-audience-forgotten", "users-token-is-enough"];

    public override string Name => name;

    public static Plant Of(string name) => new UserPlant(name);

    public override ISessionStore Sessions(ISessionStore sessions, World world) =>
        name == "users-token-is-enough" ? new SessionPlant("sessions-owner-ignored").Sessions(sessions, world) : sessions;

    public override IChannelLog Log(IChannelLog log, World world) => new Wrong(log, name);

    private sealed class Wrong(IChannelLog log, string bug) : IChannelLog
    {
        private int _orders;

        public async ValueTask<AppendResult> AppendAsync(ChannelName channel, ReadOnlyMemory<Entry> entries, Position? expected, CancellationToken cancellationToken)
        {
            if (bug == "users-order-lost" && channel == SessionOrder.Channel && ++_orders % 2 == 1)
            {
                return new AppendResult(AppendStatus.Appended, (await log.HeadAsync(channel, cancellationToken)).Head);
            }

            var kept = bug == "users-audience-forgotten" && channel != SessionOrder.Channel ? entries.ToArray().Select(entry => entry with { Audience = Audience.Everyone }).ToArray() : entries;
            return await log.AppendAsync(channel, kept, expected, cancellationToken);
        }

        public ValueTask<ReadResult> ReadAsync(ChannelName channel, Position after, ReadLimit limit, List<Message> into, CancellationToken cancellationToken) =>
            log.ReadAsync(channel, after, limit, into, cancellationToken);

        public ValueTask<ChannelHead> HeadAsync(ChannelName channel, CancellationToken cancellationToken) => log.HeadAsync(channel, cancellationToken);

        public ValueTask<Position?> FindAsync(ChannelName channel, Checkpoint checkpoint, CancellationToken cancellationToken) => log.FindAsync(channel, checkpoint, cancellationToken);

        public ValueTask TrimAsync(CancellationToken cancellationToken) => log.TrimAsync(cancellationToken);
    }
}
