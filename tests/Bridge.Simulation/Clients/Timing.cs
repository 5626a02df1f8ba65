namespace Bridge.Simulation.Clients;

/// <summary>The shim's waits, in milliseconds, all a tenth of its own.</summary>
internal static class Timing
{
    public const int Ack = 10;
    public const int AckEvery = 64;
    public const int Pause = 100;
    public const int PollMost = 3_000;
    public const int SocketMost = 5_000;
    public const int Probe = 150;
    public const int Pong = 200;
    public const int Least = 500;
    public const int Grace = 1_000;
    public const int Hold = 2_500;
    public const int Silence = 2_500;
    public const int Leap = 1_000;
}
