using Bridge.Messaging;

namespace Bridge.Postgres;

/// <summary>One of the node's ways into the log. What gathers while its transaction commits becomes its next one.</summary>
internal sealed class Lane(Database database, AppendTransaction transaction, Action<IReadOnlyCollection<ChannelDraft>> committed)
{
    private const int MostJobs = 500; // a transaction's length is everybody's delay
    private const long MostBytes = 8 << 20;
    private const int MostRaces = 5;

    private readonly Lock _gate = new();
    private Queue<AppendJob> _waiting = [];
    private Task _running = Task.CompletedTask;
    private bool _isRunning;
    private bool _stopped;

    public Task<Stores.AppendResult> AppendAsync(AppendJob job)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopped, typeof(PostgresStore));
            _waiting.Enqueue(job);
            if (!_isRunning)
            {
                _isRunning = true;
                _running = Task.Run(RunAsync);
            }
        }

        return job.Task;
    }

    /// <summary>Takes no more; ends when what waits is written.</summary>
    public Task StopAsync()
    {
        lock (_gate)
        {
            _stopped = true;
            return _running;
        }
    }

    private async Task RunAsync()
    {
        while (Take() is { Count: > 0 } jobs)
        {
            try
            {
                await WriteAsync(jobs).ConfigureAwait(false);
            }
            catch (Exception fault)
            {
                jobs.ForEach(job => job.Fail(fault)); // none may wait for ever
            }
        }
    }

    private List<AppendJob> Take()
    {
        lock (_gate)
        {
            var (jobs, bytes) = (new List<AppendJob>(), 0L);
            while (jobs.Count < MostJobs && bytes < MostBytes && _waiting.TryDequeue(out var job))
            {
                jobs.Add(job);
                bytes += job.Bytes;
            }

            _isRunning = jobs.Count > 0;
            return jobs;
        }
    }

    private async ValueTask WriteAsync(List<AppendJob> jobs)
    {
        if (await TryAsync(jobs).ConfigureAwait(false) is not { } fault)
        {
            return;
        }

        if (jobs.Count == 1 || !Faults.IsCertain(fault) || Faults.IsAway(fault))
        {
            var told = Told(fault);
            jobs.ForEach(job => job.Fail(told));
            return;
        }

        // One of them cannot be done. Each by itself: the others must not fail with it.
        foreach (var job in jobs)
        {
            if (await TryAsync([job]).ConfigureAwait(false) is { } own)
            {
                job.Fail(Told(own));
            }
        }
    }

    private static Exception Told(Exception fault) => fault is UncertainException { InnerException: { } cause }
        ? new BridgeException(Refusal.StoreUnavailable, "The commit was not answered, so it may have been accepted: publish again under the same key.", cause)
        : Faults.Told(fault, "Nothing was accepted.");

    /// <returns>Null when all of it is committed and told, else what went wrong; then nothing of it is, unless the fault is uncertain.</returns>
    private async ValueTask<Exception?> TryAsync(List<AppendJob> jobs)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var connection = await database.OpenAsync(CancellationToken.None).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false))
                {
                    if (await transaction.RunAsync(connection, jobs).ConfigureAwait(false) is { } drafts)
                    {
                        committed(drafts);
                        jobs.ForEach(job => job.Complete());
                        return null;
                    }
                }
            }
            catch (Exception fault) when (Faults.IsRace(fault) && attempt < MostRaces)
            {
                // Nothing was written: again.
            }
            catch (Exception fault) when (Faults.IsBroken(fault) && attempt < 3)
            {
                database.Forget(); // the server was restarted since the connection was made. Only what comes before the commit ends here
            }
            catch (Exception fault)
            {
                return fault;
            }

            if (attempt > MostRaces)
            {
                return new BridgeException(Refusal.StoreUnavailable, "The store changes hands again and again.");
            }
        }
    }
}
