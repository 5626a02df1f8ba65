using System.Diagnostics.Metrics;
using System.Security.Claims;
using System.Text;
using Bridge.Diagnostics;
using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.Stores;
using Bridge.Stores.Memory;
using Bridge.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Tests.Sessions;

/// <summary>One node over a store that several may share: everything of the Sessions room, on a queue instead of a thread pool.</summary>
internal sealed class Node : IServiceProvider
{
    private static ulong _nodes;

    public Node(QueueScheduler? scheduler = null, MemoryStore? store = null, ChannelRules? rules = null, SessionOptions? options = null, IChannelLog? log = null,
        ISessionStore? sessions = null, IRecordStore? records = null, IChannelAuthorizer? authorizer = null, Retention? retention = null, IBackplane? backplane = null, IChannelInterest? interest = null)
    {
        Scheduler = scheduler ?? new QueueScheduler();
        Store = store ?? new MemoryStore(retention ?? new Retention(), Scheduler.Clock, new SeededRandom(7));
        Options = options ?? new SessionOptions();
        Rules = rules ?? new ChannelRules().Add("*");
        Log = log ?? Store.Log;
        Records = records ?? Store.Records;
        Backplane = backplane ?? Store.Backplane;
        Number = Interlocked.Increment(ref _nodes);
        var random = new SeededRandom(1_000 + Number);
        var meter = new BridgeMeter(Meters);
        Wheel = new DeadlineWheel(Scheduler);
        Waiters = new Waiters(Scheduler, Log, backplane ?? Store.Backplane, new Recheck(Wheel, Options), interest);
        Leases = new Leases(Scheduler, Waiters, Log, Store.Backplane, random);
        Publisher = new Publisher(Rules, Log, Store.Backplane, Options, meter);
        Door = new ChannelDoor(Rules, authorizer);
        Guests = new Guests(Wheel, Scheduler);
        Gate = new InboundGate(Rules, Door, Publisher, Records, this, Options, Scheduler, Wheel, NullLogger<InboundGate>.Instance);
        Desk = new SessionDesk(sessions ?? Store.Sessions, Log, Store.Backplane, Door, Gate, Leases, Options, Scheduler, random, meter);
        Channels = new ChannelDesk(Door, Gate, Guests, Waiters, Log, Scheduler);
    }

    /// <summary>No other node of the whole run has it.</summary>
    public ulong Number { get; }

    public QueueScheduler Scheduler { get; }

    public MemoryStore Store { get; }

    public SessionOptions Options { get; }

    public ChannelRules Rules { get; }

    public IChannelLog Log { get; }

    public IRecordStore Records { get; }

    public IBackplane Backplane { get; }

    public DeadlineWheel Wheel { get; }

    public Waiters Waiters { get; }

    public Leases Leases { get; }

    public Guests Guests { get; }

    public ChannelDesk Channels { get; }

    public Publisher Publisher { get; }

    public ChannelDoor Door { get; }

    public InboundGate Gate { get; }

    public SessionDesk Desk { get; }

    public OneMeter Meters { get; } = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Another node over the same store and queue.</summary>
    public Node Beside(ISessionStore? sessions = null, IRecordStore? records = null, IChannelAuthorizer? authorizer = null) =>
        new(Scheduler, Store, Rules, Options, sessions: sessions, records: records, authorizer: authorizer);

    public Reader NewReader(bool inline = false) => new(Scheduler, Waiters, Log, inline);

    public async Task<Position> PublishAsync(ChannelName channel, string text, Audience? audience = null) =>
        await Publisher.PublishAsync(channel, Payload.Text(text), audience, null, Stop);

    public async Task<Position> PublishAsync(ChannelName channel, int bytes, Audience? audience = null) =>
        await Publisher.PublishAsync(channel, Payload.Binary(new byte[bytes]), audience, null, Stop);

    public async Task<Position> HeadAsync(ChannelName channel) => (await Log.HeadAsync(channel, Stop)).Head;

    public async Task<Position> StartAsync(ChannelName channel) => await HeadAsync(channel) with { Offset = 0 };

    public static Caller User(string name, DateTimeOffset? expires = null) => new(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, name)], "test")), expires);

    public static string Text(Message message) => Encoding.UTF8.GetString(message.Payload.Bytes.Span);

    public object? GetService(Type serviceType) => null;

    /// <summary>The node's own meter: tests run beside each other, and all meters have one name.</summary>
    internal sealed class OneMeter : IMeterFactory
    {
        public Meter? Meter { get; private set; }

        public Meter Create(MeterOptions options) => Meter = new(options);

        public void Dispose()
        {
        }
    }
}
