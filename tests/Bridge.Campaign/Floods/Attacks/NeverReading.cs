namespace Bridge.Campaign.Floods.Attacks;

/// <summary>Sockets that subscribe to much and read nothing of it. What they are sent waits for them up to their window; then nothing goes on, and they are closed for it.</summary>
internal sealed class NeverReading : IAttack
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(3);

    public string Name => "never-reading";

    public (int Long, int Short) Attackers => (1_000, 60);

    public IReadOnlySet<string> Documented { get; } = new HashSet<string> { "4408 no_progress", Intruder.Cut, Intruder.Borne };

    public (string Word, TimeSpan After) Due => (Intruder.Cut, TimeSpan.FromSeconds(50)); // what doesn't go on for 30 s is ended; the farewell stands behind all that was not read, and is lost with it

    public async Task<string> AttackAsync(int attacker, Intruder intruder, CancellationToken over)
    {
        intruder.Shrink();
        if (await intruder.UpgradeAsync(over) is not "101" and var status)
        {
            return status;
        }

        await intruder.SayFrameAsync($$"""{"type":"open","subscribe":[{"channel":"{{Siege.Bulk}}"}]}""", over);
        await Task.Delay(Timeout.Infinite, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var farewell = new CancellationTokenSource(Farewell); // what it was sent is read now: the word stands at the end of it
        return await intruder.CloseAsync(farewell.Token);
    }
}
