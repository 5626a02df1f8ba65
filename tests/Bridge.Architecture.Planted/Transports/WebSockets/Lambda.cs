using Bridge.Transports.LongPolling;

namespace Bridge.Transports.WebSockets;

public sealed class Lambda
{
    public IEnumerable<string> Names(IEnumerable<object> things, string prefix) => things.Select(thing => prefix + ((PollResident)thing).GetHashCode());
}
