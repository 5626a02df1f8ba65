using Bridge.Simulation.Clients;

namespace Bridge.Simulation.Shim;

/// <summary>What the shim is told of the waits: those of the model, a tenth of its own.</summary>
internal static class Timings
{
    public static readonly Dictionary<string, int> All = new()
    {
        ["ack"] = Timing.Ack,
        ["save"] = 25,
        ["lock"] = 100,
        ["pause"] = Timing.Pause,
        ["pollMost"] = Timing.PollMost,
        ["socketMost"] = Timing.SocketMost,
        ["probe"] = Timing.Probe,
        ["pong"] = Timing.Pong,
        ["tick"] = 500,
        ["least"] = Timing.Least,
        ["grace"] = Timing.Grace,
        ["silence"] = Timing.Silence,
    };
}
