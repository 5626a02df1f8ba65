namespace Bridge.Campaign.Floods.Attacks;

/// <summary>Handshakes: every other attacker's are right and begin a session each, the others' are wrong. The one beside the healthy clients is right: wrong requests would shut the whole address out, by design.</summary>
internal sealed class HandshakeFlood : IAttack
{
    public string Name => "handshakes";

    public (int Long, int Short) Attackers => (20, 4);

    public IReadOnlySet<string> Documented { get; } = new HashSet<string> { "101", "400", "426", "429", Intruder.Borne };

    public (string Word, TimeSpan After) Due => ("429", TimeSpan.FromSeconds(30)); // bursts of 1 000 and 2 000 are let in

    public async Task<string> AttackAsync(int attacker, Intruder intruder, CancellationToken over)
    {
        var status = await intruder.UpgradeAsync(over, attacker % 2 == 0 ? "13" : "7");
        if (status == "101")
        {
            await intruder.SayFrameAsync("""{"type":"open"}""", over);
            await intruder.NextAsync(over);
        }

        return status;
    }
}
