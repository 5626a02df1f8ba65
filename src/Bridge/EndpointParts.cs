using Bridge.Diagnostics;
using Bridge.Dialects;
using Bridge.Dialects.Native;
using Bridge.Dialects.Plain;
using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.Transports;
using Bridge.Transports.Limits;
using Bridge.Transports.LongPolling;
using Bridge.Transports.Publishing;
using Bridge.Transports.Tickets;
using Bridge.Transports.WebSockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bridge;

/// <summary>Puts dialects and transports together: here and nowhere else they meet.</summary>
internal sealed class EndpointParts(
    BridgeOptions options, SessionDesk desk, ChannelDesk channels, DeadlineWheel wheel, BridgeScheduler scheduler, IRandomSource random,
    IPublisher publisher, PublishGuard guard, OneTimeTickets tickets, OriginPolicy origins, AddressLimits addresses, SessionLimits limits, SocketLimits sockets,
    IHostApplicationLifetime lifetime, BridgeMeter meter,
    ILogger<WebSocketTransport> logger, ILogger<CheckedTransport> requests)
{
    private const int EnvelopeBytes = 4 << 10;

    private readonly NativeDialect _native = new((options.Sessions.MaxPayloadBytes * 4 / 3) + EnvelopeBytes, options.Sessions.MaxJsonDepth); // base64 takes a third more

    public OriginPolicy Origins => origins;

    public SocketLimits Sockets => sockets;

    public ITransport Poll() => Checked(LongPolling(_native, parks: true));

    public ITransport Send() => Checked(LongPolling(_native, parks: false));

    public ITransport Socket() => Checked(new WebSocketTransport(
        new SessionSocketServer(_native, desk, wheel, scheduler, options.Sessions, options.WebSockets, sockets, lifetime.ApplicationStopping, logger), wheel,
        options.WebSockets, tickets, addresses, meter, logger));

    public ITransport Ticket() => Checked(new TicketTransport(_native.Name, tickets, addresses));

    public ITransport ChannelPoll() => Checked(new ChannelPollTransport(new PlainPollDialect(), channels, wheel, scheduler, meter));

    public ITransport Publish() => Checked(new PublishTransport(publisher, guard, options.Publishing));

    public ITransport ChannelSocket(ChannelName? channel, BridgeChannelOptions channelOptions) => Checked(new WebSocketTransport(
        new ChannelSocketServer(
            channel, [.. channelOptions.Subprotocols], name => new PlainSocketDialect(name, options.Sessions.MaxPayloadBytes, options.Sessions.MaxJsonDepth), channels,
            options.WebSockets, sockets, logger),
        wheel, options.WebSockets, tickets, addresses, meter, logger));

    private LongPollingTransport LongPolling(IDialect dialect, bool parks) =>
        new(dialect, desk, wheel, scheduler, random, options.Sessions, options.LongPolling, addresses, limits, meter, parks);

    private CheckedTransport Checked(ITransport transport) => new(transport, addresses, origins, meter, requests);
}
