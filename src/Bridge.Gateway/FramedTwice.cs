using Bridge.Messaging;
using Bridge.Transports;

namespace Bridge.Gateway;

/// <summary>Refuses requests that say twice where their body ends, before anything is done with them: somebody means the backend, or a proxy, to see another end than this server does.</summary>
/// <remarks>Lines of a head that end with a bare LF are refused by Kestrel itself; the switch for it is in the project file.</remarks>
internal static class FramedTwice
{
    public static Task RefuseAsync(HttpContext context, RequestDelegate next) =>
        BodyFraming.IsTwice(context.Request) ? BodyFraming.RefuseAsync(context, CloseReason.BadMessage) : next(context);
}
