namespace Bridge.Campaign.Floods;

/// <summary>One way to be a bad client.</summary>
internal interface IAttack
{
    /// <summary>What the table calls it, and the command line.</summary>
    string Name { get; }

    /// <summary>How many do it at once, for a minute; in the short form.</summary>
    (int Long, int Short) Attackers { get; }

    /// <summary>Words with which an attempt may end: codes from docs/security.md, or <see cref="Intruder"/>'s.</summary>
    IReadOnlySet<string> Documented { get; }

    /// <summary>The one that somebody must have been told, where the attack goes on for so long.</summary>
    (string Word, TimeSpan After) Due { get; }

    /// <summary>One attempt; gives the word with which it ended. It ends when the attack is over.</summary>
    /// <param name="attacker">Which one it is; the first has the address of the healthy clients.</param>
    /// <param name="intruder">Its connection.</param>
    /// <param name="over">The attack is over.</param>
    Task<string> AttackAsync(int attacker, Intruder intruder, CancellationToken over);
}
