using Bridge.Diagnostics;
using Bridge.Dialects.Native;
using Bridge.Dialects.Plain;
using Bridge.Messaging;
using Bridge.PollShapes;
using Bridge.Sessions;
using Bridge.Simulation.Worlds;
using Bridge.TestKit;
using Bridge.Transports;
using Bridge.Transports.Limits;
using Bridge.Transports.LongPolling;
using Bridge.Transports.Tickets;
using Bridge.Transports.WebSockets;
using Bridge.Upstream;

namespace Bridge.Simulation.Nodes;

/// <summary>One life of a node: what AddBridge and MapBridge would put together, over the world's clock, stores and wires. The transports are the real ones.</summary>
internal sealed class Node : IServiceProvider
{
    private static readonly BridgeMeter Meter = new(new NoMeters());

    private readonly World _world;

    public Node(World world, int number)
    {
        _world = world;
        Number = number;
        var options = world.Rules;
        var scheduler = new NodeScheduler(world, Life, TimeSpan.FromMilliseconds(world.Dice.Below(100) - 50));
        var random = new SeededRandom(world.Dice.NextUInt64());
        var wheel = new DeadlineWheel(scheduler);
        var log = world.Plant.Log(world.Store.Log(Life), world);
        var sessions = world.Plant.Sessions(world.Store.Sessions(Life), world);
        var records = world.Plant.Records(world.Store.Records(Life), world);
        var backplane = world.Plant.Backplane(world.Hints.For(Life), world);
        Publisher = new Publisher(options.Channels, log, backplane, options.Sessions, Meter);
        if (world.Backend is { } backend)
        {
            Upstream = new UpstreamDesk(new UpstreamParts(Publisher, log, world.Scenario.Feed!.IsUnleased ? new OwnLeases(records, number) : records, scheduler, wheel, random, options.Upstream, new TraceLog<UpstreamDesk>(world, number), backplane, $"n{number}-{random.NextText(3)}"));
            Upstream.Change([new UpstreamSource(backend.Shape, new ShapeMatcher(backend.Shape, new byte[16]), backend.For(Life))]);
        }

        var waiters = new Waiters(scheduler, log, backplane, new Recheck(wheel, options.Sessions), Upstream);
        Leases = new Leases(scheduler, waiters, log, backplane, random);
        var door = new ChannelDoor(options.Channels, null);
        var gate = new InboundGate(options.Channels, door, Publisher, records, this, options.Sessions, scheduler, wheel, new TraceLog<InboundGate>(world, number));
        var desk = new SessionDesk(sessions, log, backplane, door, gate, Leases, options.Sessions, scheduler, random, Meter);
        var guests = new Guests(wheel, scheduler);
        var channels = new ChannelDesk(door, gate, guests, waiters, log, scheduler);
        new Sweeper(log, sessions, options.Sessions, wheel, scheduler, new TraceLog<Sweeper>(world, number)).Start();

        var native = world.Plant.Dialect(new NativeDialect(100_000, 32), world);
        var origins = new OriginPolicy([], new TraceLog<OriginPolicy>(world, number));
        var alarm = new LimitAlarm(scheduler, Meter, new TraceLog<LimitAlarm>(world, number));
        var addresses = new AddressLimits(options.Limits, scheduler, alarm);
        var limits = new SessionLimits(options.Limits, scheduler, alarm);
        Wheel = wheel;
        Scheduler = scheduler;
        Poll = Checked(new LongPollingTransport(native, desk, wheel, scheduler, random, options.Sessions, options.LongPolling, addresses, limits, Meter, parks: true));
        Send = Checked(new LongPollingTransport(native, desk, wheel, scheduler, random, options.Sessions, options.LongPolling, addresses, limits, Meter, parks: false));
        var tickets = new OneTimeTickets(records, random, scheduler, desk);
        var sockets = new SocketLimits(options.Limits, scheduler, wheel, alarm);
        Socket = Checked(new WebSocketTransport(
            new SessionSocketServer(
                native, desk, wheel, scheduler, options.Sessions, options.WebSockets, sockets, CancellationToken.None,
                new TraceLog<WebSocketTransport>(world, number)),
            wheel, options.WebSockets, tickets, addresses, Meter, new TraceLog<WebSocketTransport>(world, number)));
        ChannelPoll = Checked(new ChannelPollTransport(new PlainPollDialect(), channels, wheel, scheduler, Meter));
        Ticket = Checked(new TicketTransport(NativeDialect.Protocol, tickets, addresses));
        ChannelSocket = Checked(new WebSocketTransport(
            new ChannelSocketServer(
                null, [], name => new PlainSocketDialect(name, 100_000, 32), channels, options.WebSockets, sockets, new TraceLog<WebSocketTransport>(world, number)),
            wheel, options.WebSockets, tickets, addresses, Meter, new TraceLog<WebSocketTransport>(world, number)));
        Control = new SessionControl(sessions, log, backplane);
        IsReady = world.Users is null;
        if (!IsReady)
        {
            _ = FollowAsync(new SessionOrders(desk, Leases, guests, waiters, log, options.Sessions, scheduler, wheel, new TraceLog<SessionOrders>(world, number)));
        }

        ITransport Checked(ITransport transport) => new CheckedTransport(transport, addresses, origins, Meter, new TraceLog<CheckedTransport>(world, number));
    }

    public int Number { get; }

    public Life Life { get; } = new();

    public Leases Leases { get; }

    public Publisher Publisher { get; }

    /// <summary>Who polls the legacy backend, where there is one.</summary>
    public UpstreamDesk? Upstream { get; }

    public NodeScheduler Scheduler { get; }

    public DeadlineWheel Wheel { get; }

    public ITransport Poll { get; }

    public ITransport Send { get; }

    public ITransport Socket { get; }

    public ITransport ChannelPoll { get; }

    public ITransport ChannelSocket { get; }

    public ITransport Ticket { get; }

    /// <summary>The application's hand on its users' sessions.</summary>
    public ISessionControl Control { get; }

    /// <summary>Whether it takes requests: where users are signed out, it first begins to follow the orders.</summary>
    public bool IsReady { get; private set; }

    public void End() => Life.End();

    /// <summary>The application's handler, as it runs on this node.</summary>
    public IInboundHandler Handler(bool idempotent) => new ModelHandler(_world, this, idempotent);

    public object? GetService(Type serviceType) => null;

    private async Task FollowAsync(SessionOrders orders)
    {
        await orders.StartAsync().ConfigureAwait(false);
        IsReady = true;
    }
}
