namespace Bridge.Campaign.Floods.Attacks;

/// <summary>Polls that take for ever to be sent: every other one its headers, the others their body.</summary>
internal sealed class SlowPolls : IAttack
{
    private static readonly TimeSpan Drip = TimeSpan.FromMilliseconds(500);

    public string Name => "slow-polls";

    public (int Long, int Short) Attackers => (400, 40);

    public IReadOnlySet<string> Documented { get; } = new HashSet<string> { "408", Intruder.Cut, Intruder.Borne };

    public (string Word, TimeSpan After) Due => ("408", TimeSpan.FromSeconds(45)); // headers have 30 s

    public async Task<string> AttackAsync(int attacker, Intruder intruder, CancellationToken over)
    {
        await intruder.SayAsync(
            """
            POST /bridge/poll HTTP/1.1
            Host: {host}
            Bridge-Protocol: bridge.v1
            Content-Type: application/json
            Content-Length: 4000

            """,
            over);
        await intruder.SayAsync(attacker % 2 == 0 ? "X-Slow: " : "\n[", over);
        var answer = intruder.StatusAsync(over);
        using var timer = new PeriodicTimer(Drip);
        try
        {
            while (!answer.IsCompleted && await timer.WaitForNextTickAsync(over))
            {
                await intruder.SayAsync(" ", over);
            }
        }
        catch (Exception fault) when (fault is IOException or System.Net.Sockets.SocketException)
        {
            // It is closed; the answer may be there all the same.
        }

        return await answer;
    }
}
