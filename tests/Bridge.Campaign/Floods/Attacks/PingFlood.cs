using Bridge.TestKit.Hosting;

namespace Bridge.Campaign.Floods.Attacks;

/// <summary>Pings, as many as a write takes; and again on the next socket.</summary>
internal sealed class PingFlood : IAttack
{
    private static readonly byte[] Pings = [.. Enumerable.Range(0, 500).SelectMany(_ => RawSocket.Frame(RawSocket.Ping, "flood"u8))];

    public string Name => "pings";

    public (int Long, int Short) Attackers => (20, 4);

    public IReadOnlySet<string> Documented { get; } = new HashSet<string> { "1008 too_many_control_frames", "429", Intruder.Cut, Intruder.Borne };

    public (string Word, TimeSpan After) Due => ("1008 too_many_control_frames", TimeSpan.Zero);

    public async Task<string> AttackAsync(int attacker, Intruder intruder, CancellationToken over)
    {
        if (await intruder.UpgradeAsync(over) is not "101" and var status)
        {
            return status;
        }

        await intruder.SendAsync(Pings, over);
        return await intruder.CloseAsync(over);
    }
}
