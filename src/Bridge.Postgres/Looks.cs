namespace Bridge.Postgres;

/// <summary>Looks at the database: one at a time, and one that waits; who asks is answered by one that began after he asked.</summary>
internal sealed class Looks(Lock gate, Func<Task<bool>> look)
{
    private Task<bool>? _running;
    private Task<bool>? _queued;

    /// <summary>Whether one is under way; asked under the gate.</summary>
    public bool IsRunning => _running is not null;

    /// <summary>The next look to begin.</summary>
    public Task<bool> NextAsync()
    {
        lock (gate)
        {
            return _running is null ? _running = RunAsync(null) : _queued ??= RunAsync(_running);
        }
    }

    private async Task<bool> RunAsync(Task<bool>? before)
    {
        if (before is null)
        {
            await Task.Yield(); // off the caller's lock
        }
        else
        {
            await ((Task)before).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
            lock (gate)
            {
                (_running, _queued) = (_queued, null); // from here on it is too late to join
            }
        }

        try
        {
            return await look().ConfigureAwait(false);
        }
        finally
        {
            lock (gate)
            {
                _running = _queued is null ? null : _running;
            }
        }
    }
}
