using System.Threading.Channels;
using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Postgres.Tests;

/// <summary>Hears a node's hints, as its waiters would.</summary>
internal sealed class Ear : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30); // only a broken store makes a test wait so long

    private readonly Channel<Signal> _heard = Channel.CreateUnbounded<Signal>();
    private readonly IDisposable _listening;

    public Ear(PostgresStore store, ChannelName channel)
    {
        _listening = store.Backplane.Listen(signal => _heard.Writer.TryWrite(signal));
        store.Backplane.Attend(channel);
    }

    /// <summary>The next hint that says so much.</summary>
    public async Task<Signal> NextAsync(Func<Signal, bool> wanted)
    {
        while (true)
        {
            var signal = await _heard.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience);
            if (wanted(signal))
            {
                return signal;
            }
        }
    }

    public void Dispose() => _listening.Dispose();
}
