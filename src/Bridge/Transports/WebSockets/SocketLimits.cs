using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.Transports.Limits;
using Microsoft.AspNetCore.Http;

namespace Bridge.Transports.WebSockets;

/// <summary>What each socket may ask for.</summary>
internal sealed class SocketLimits(LimitOptions options, BridgeScheduler scheduler, DeadlineWheel wheel, LimitAlarm alarm)
{
    /// <summary>How fast a new socket is read, or null: as fast as it sends.</summary>
    public Pace? Pace() => options.Messages is { } rate ? new Pace(rate, scheduler, wheel, alarm, nameof(options.Messages)) : null;

    /// <summary>Has the frames of a request's socket watched from now on. To be called before the framework looks at the request.</summary>
    public void Watch(HttpContext context) => WatchedUpgrade.Attach(context, new FrameWatch(options.ControlFrames, scheduler, alarm));

    /// <summary>The socket is there: what the watch finds ends it.</summary>
    public static void Begin(HttpContext context, Action<CloseReason> end, int maxBytes) => context.Features.Get<FrameWatch>()?.Begin(end, maxBytes);
}
