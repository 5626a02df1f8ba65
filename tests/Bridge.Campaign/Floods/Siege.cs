using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Bridge.Campaign.Floods;

/// <summary>All attackers of one attack, each again and again, at most so many times a second.</summary>
internal sealed class Siege(IAttack attack, int attackers, Uri server)
{
    /// <summary>The channel that has much to hear.</summary>
    public const string Bulk = "bulk";

    private const int Addresses = 4;
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(10);

    private readonly ConcurrentDictionary<string, int> _words = [];
    private int _attempts;

    public int Attackers => attackers;

    public int Attempts => Volatile.Read(ref _attempts);

    /// <summary>How often each word ended an attempt.</summary>
    public IReadOnlyDictionary<string, int> Words => _words;

    public Task RunAsync(CancellationToken over) => Task.WhenAll(Enumerable.Range(0, attackers).Select(attacker => RunAsync(attacker, over)));

    private async Task RunAsync(int attacker, CancellationToken over)
    {
        using var timer = new PeriodicTimer(Every);
        try
        {
            do
            {
                Interlocked.Increment(ref _attempts);
                var word = await EndOfAsync(attacker, over);
                _words.AddOrUpdate(word, 1, static (_, count) => count + 1);
            }
            while (await timer.WaitForNextTickAsync(over));
        }
        catch (OperationCanceledException)
        {
            // It is over.
        }
    }

    private async Task<string> EndOfAsync(int attacker, CancellationToken over)
    {
        try
        {
            using var intruder = await Intruder.ConnectAsync(attacker == 0 ? IPAddress.Loopback : new IPAddress([127, 0, 0, (byte)(2 + attacker % Addresses)]), server, over);
            return await attack.AttackAsync(attacker, intruder, over);
        }
        catch (Exception fault) when (fault is IOException or SocketException)
        {
            return Intruder.Cut;
        }
        catch (OperationCanceledException)
        {
            return Intruder.Borne;
        }
    }
}
