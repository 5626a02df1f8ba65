using System.Runtime.CompilerServices;
using Bridge.Messaging;
using Bridge.Simulation.Worlds;
using Bridge.Stores;

namespace Bridge.Simulation.Planted;

/// <summary>A session store with one thing wrong.</summary>
internal sealed class SessionPlant(string name) : Plant
{
    public static readonly IReadOnlyList<string> Names =
    [
        "sessions-superseded-ends-it", "sessions-page-key-ignored", "sessions-owner-ignored", "sessions-attempt-ignored", "sessions-ack-beyond", "sessions-lease-forgets-channels",
        "sessions-expire-early", "sessions-touch-forgotten", "sessions-answer-another",
    ];

    private readonly ConditionalWeakTable<World, Dictionary<string, string>> _owners = [];

    public override string Name => name;

    public override ISessionStore Sessions(ISessionStore sessions, World world) => new Wrong(sessions, name, world, _owners.GetOrCreateValue(world));

    private sealed class Wrong(ISessionStore sessions, string bug, World world, Dictionary<string, string> owners) : ISessionStore
    {
        public ValueTask<bool> CreateAsync(SessionRecord session, SessionTokenHash token, CancellationToken cancellationToken)
        {
            owners[Convert.ToHexString(token.Bytes)] = session.Owner;
            return sessions.CreateAsync(session, token, cancellationToken);
        }

        public async ValueTask<VisitResult> VisitAsync(SessionTokenHash token, SessionVisit visit, CancellationToken cancellationToken)
        {
            var changed = bug switch
            {
                "sessions-page-key-ignored" => visit with { Page = null },
                "sessions-owner-ignored" => visit with { Owner = owners.GetValueOrDefault(Convert.ToHexString(token.Bytes)) ?? visit.Owner },
                "sessions-attempt-ignored" => visit with { Attempt = null },
                "sessions-ack-beyond" when visit.Acks is { } acks => visit with { Acks = new Cursor(acks.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.Plus(1)))) },
                "sessions-lease-forgets-channels" when visit is { TakeLease: true, Attempt: > 5 } && visit.Attempt % 4 == 0 => visit with { Unsubscribe = "c0" },
                "sessions-touch-forgotten" => visit with { Now = DateTimeOffset.MinValue },
                _ => visit,
            };
            var result = await sessions.VisitAsync(token, changed, cancellationToken);
            if (bug == "sessions-superseded-ends-it" && result.Status == VisitStatus.Superseded)
            {
                await sessions.RemoveAsync(token, cancellationToken);
            }

            return bug == "sessions-answer-another" && result.Session is { } session && session.Attempt == 3
                ? result with { Session = session with { Id = new SessionId("AAAAAAAAAAAAAAAA") } }
                : result;
        }

        public ValueTask RemoveAsync(SessionTokenHash token, CancellationToken cancellationToken) => sessions.RemoveAsync(token, cancellationToken);

        public ValueTask<int> RemoveOwnedAsync(string owner, int keep, CancellationToken cancellationToken) => sessions.RemoveOwnedAsync(owner, keep, cancellationToken);

        public ValueTask<int> ExpireAsync(DateTimeOffset lastSeenBefore, CancellationToken cancellationToken) => sessions.ExpireAsync(
            bug == "sessions-expire-early" ? lastSeenBefore + TimeSpan.FromMilliseconds(world.Scenario.LifetimeMs * 0.9) : lastSeenBefore, cancellationToken);

        public ValueTask ListAsync(ChannelName channel, ICollection<Standing> into, CancellationToken cancellationToken) => sessions.ListAsync(channel, into, cancellationToken);
    }
}
