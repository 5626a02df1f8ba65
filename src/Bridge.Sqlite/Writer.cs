using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Bridge.Sqlite;

/// <summary>The one thread that writes. What has gathered while it was busy goes into one transaction and is answered when that is on disk: group commit.</summary>
internal sealed class Writer : IDisposable
{
    private const int MostJobs = 1_000; // a transaction's length is everybody's delay

    private readonly Lock _gate = new();
    private readonly ManualResetEventSlim _news = new();
    private readonly StoreFile _file;
    private readonly IPending[] _parts;
    private readonly Statement _begin;
    private readonly Statement _count;
    private readonly Statement _commit;
    private readonly Statement _rollback;
    private readonly Thread _thread;
    private List<WriteJob> _waiting = [];
    private bool _stopped;

    public Writer(StoreFile file, params IPending[] parts)
    {
        _file = file;
        _parts = parts;
        _begin = new Statement(file.Connection, "BEGIN IMMEDIATE");
        _count = new Statement(file.Connection, "UPDATE store SET commits = ?1");
        _commit = new Statement(file.Connection, "COMMIT");
        _rollback = new Statement(file.Connection, "ROLLBACK");
        _thread = new Thread(Loop) { IsBackground = true, Name = "Bridge SQLite writer" };
        _thread.Start();
    }

    /// <summary>Called when everything is written but not yet committed: where tests look at what nobody may see yet.</summary>
    internal Action? Committing { get; set; }

    /// <summary>Does the work in the next transaction.</summary>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Asked before the work is taken on, not afterwards: who went away while it was committed would give no hint of what he has appended.</param>
    /// <returns>Its result, once the transaction is on disk.</returns>
    public ValueTask<T> WriteAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<T>(cancellationToken);
        }

        var job = new WriteJob<T>(work);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopped, typeof(SqliteStore));
            _waiting.Add(job);
        }

        _news.Set();
        return new ValueTask<T>(job.Task);
    }

    /// <summary>Writes what waits, and ends.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_stopped)
            {
                return;
            }

            _stopped = true;
        }

        _news.Set();
        _thread.Join();
        Array.ForEach([_begin, _count, _commit, _rollback], statement => statement.Dispose());
        _news.Dispose();
    }

    private void Loop()
    {
        List<WriteJob> jobs = [];
        while (true)
        {
            _news.Wait();
            _news.Reset(); // before the list is taken: what comes later sets it again
            bool stopped;
            lock (_gate)
            {
                (jobs, _waiting) = (_waiting, jobs);
                stopped = _stopped;
            }

            for (var done = 0; done < jobs.Count; done += MostJobs)
            {
                Write(jobs.GetRange(done, Math.Min(MostJobs, jobs.Count - done)));
            }

            jobs.Clear();
            if (stopped)
            {
                return;
            }

            TidyWhileIdle();
        }
    }

    private void Write(List<WriteJob> jobs)
    {
        if (TryTransaction(jobs, tidies: true) is null)
        {
            return;
        }

        // One of them, or the tidying, cannot be done (the disk is full, say). Each by itself: the others must not fail with it.
        foreach (var job in jobs)
        {
            if (TryTransaction([job], tidies: false) is { } fault)
            {
                job.Fail(fault);
            }
        }
    }

    private void TidyWhileIdle()
    {
        while (!_news.IsSet && _parts.Any(part => part.IsBehind))
        {
            if (TryTransaction([], tidies: true) is not null)
            {
                return; // it will be tried again with the next job
            }
        }
    }

    /// <returns>Null when all of it is on disk and told, else what went wrong; then nothing of it is.</returns>
    private Exception? TryTransaction(List<WriteJob> jobs, bool tidies)
    {
        try
        {
            Transact(jobs, tidies);
        }
        catch (Exception fault)
        {
            Undo();
            return fault;
        }

        Array.ForEach(_parts, part => part.Publish());
        jobs.ForEach(job => job.Complete());
        return null;
    }

    private void Transact(List<WriteJob> jobs, bool tidies)
    {
        var database = _file.Connection.Handle!;
        var before = raw.sqlite3_total_changes(database);
        _begin.Run();
        if (tidies)
        {
            Array.ForEach(_parts, part => part.Tidy());
        }

        jobs.ForEach(job => job.Run());
        Array.ForEach(_parts, part => part.Flush());
        if (raw.sqlite3_total_changes(database) == before)
        {
            _rollback.Run(); // nothing but questions: no disk
            return;
        }

        _count.Bind(1, _file.Commits + 1).Run();
        Committing?.Invoke();
        _commit.Run();
        _file.Committed();
    }

    private void Undo()
    {
        // Some faults (a full disk) have undone it already.
        if (raw.sqlite3_get_autocommit(_file.Connection.Handle!) == 0)
        {
            try
            {
                _rollback.Run();
            }
            catch (SqliteException)
            {
                // Nothing was committed, and the next BEGIN will say what is the matter.
            }
        }

        Array.ForEach(_parts, part => part.Discard());
    }
}
