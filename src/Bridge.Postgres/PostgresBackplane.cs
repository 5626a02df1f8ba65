using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Postgres;

/// <summary>Hints between nodes. This node's own reach its listeners at once; those of others after this node has fetched the news: so they cost one read, however many wait.</summary>
internal sealed class PostgresBackplane(ChannelCache cache, Action<Signal> toOthers) : IBackplane
{
    private readonly MemoryBackplane _local = new();

    /// <inheritdoc/>
    public void Send(Signal signal)
    {
        if (!signal.Channel.IsDefault && cache.IsAttended(signal.Channel))
        {
            var channel = cache[signal.Channel];
            channel.Tell(signal.Number);
            if (channel.Head >= signal.Number)
            {
                channel.Wake(); // it was appended here: memory has it, and everything before it
            }
        }

        _local.Send(signal);
        toOthers(signal);
    }

    /// <inheritdoc/>
    public IDisposable Listen(Action<Signal> listener) => _local.Listen(listener);

    /// <inheritdoc/>
    public void Attend(ChannelName channel) => cache.Attend(channel);

    /// <inheritdoc/>
    public void Leave(ChannelName channel) => cache.Leave(channel);

    /// <summary>A hint from elsewhere, or news found without one.</summary>
    public void Heard(Signal signal)
    {
        if (signal.Channel.IsDefault || !cache.IsAttended(signal.Channel))
        {
            _local.Send(signal);
        }
        else
        {
            _ = FetchAsync(signal);
        }
    }

    private async Task FetchAsync(Signal signal)
    {
        try
        {
            var channel = cache[signal.Channel];
            channel.Tell(signal.Number);
            if (channel.Head >= signal.Number || await channel.LookAsync().ConfigureAwait(false))
            {
                channel.Wake();
            }
        }
        catch (Exception)
        {
            // The database is away. Whoever is woken meets the same fault and reports it.
        }

        _local.Send(signal);
    }
}
