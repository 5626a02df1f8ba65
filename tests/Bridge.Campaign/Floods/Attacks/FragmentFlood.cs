using Bridge.TestKit.Hosting;

namespace Bridge.Campaign.Floods.Attacks;

/// <summary>A message in more fragments than anybody needs, most of them empty; and again on the next socket.</summary>
internal sealed class FragmentFlood : IAttack
{
    private static readonly byte[] Fragments =
        [.. RawSocket.Frame(RawSocket.Text, "["u8, last: false), .. Enumerable.Range(0, 2_000).SelectMany(n => RawSocket.Frame(RawSocket.Continuation, n % 10 == 0 ? " "u8 : [], last: false))];

    public string Name => "fragments";

    public (int Long, int Short) Attackers => (20, 4);

    public IReadOnlySet<string> Documented { get; } = new HashSet<string> { "1008 too_many_fragments", "429", Intruder.Cut, Intruder.Borne };

    public (string Word, TimeSpan After) Due => ("1008 too_many_fragments", TimeSpan.Zero);

    public async Task<string> AttackAsync(int attacker, Intruder intruder, CancellationToken over)
    {
        if (await intruder.UpgradeAsync(over) is not "101" and var status)
        {
            return status;
        }

        await intruder.SendAsync(Fragments, over);
        return await intruder.CloseAsync(over);
    }
}
