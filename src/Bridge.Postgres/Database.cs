using Npgsql;

namespace Bridge.Postgres;

/// <summary>The way to the database: connections, the names of its tables, and what callers are told of its faults.</summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlDataSource _apart;
    private readonly bool _isOurs;
    private readonly int _timeout;
    private int _reads;

    public Database(PostgresStoreOptions options)
    {
        Schema = options.Schema;
        _timeout = (int)Math.Ceiling(options.CommandTimeout.TotalSeconds);
        _isOurs = options.DataSource is null;
        _source = options.DataSource ?? Make(options);
        _apart = options.DataSource ?? Make(options, pooling: false);
    }

    public string Schema { get; }

    /// <summary>How often messages or heads were read. For tests: waiting clients must not multiply it.</summary>
    public int Reads => Volatile.Read(ref _reads);

    /// <summary>SQL written for the schema <c>bridge</c>, with the name of ours.</summary>
    public string Named(string sql) => sql.Replace("bridge.", $"\"{Schema}\".", StringComparison.Ordinal);

    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => _source.OpenConnectionAsync(cancellationToken);

    /// <summary>A connection for one's own that stays open for long. When it breaks, the others aren't closed with it: thousands of polls would wait for new ones.</summary>
    public ValueTask<NpgsqlConnection> OpenApartAsync(CancellationToken cancellationToken) => _apart.OpenConnectionAsync(cancellationToken);

    public NpgsqlCommand Command(NpgsqlConnection connection, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlCommand(Named(sql), connection) { CommandTimeout = _timeout };
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }

    public NpgsqlBatch Batch(NpgsqlConnection connection) => new(connection) { Timeout = _timeout };

    public NpgsqlBatchCommand Part(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var part = new NpgsqlBatchCommand(Named(sql));
        foreach (var parameter in parameters)
        {
            part.Parameters.Add(parameter);
        }

        return part;
    }

    public void CountRead() => Interlocked.Increment(ref _reads);

    /// <summary>Asks something that changes nothing: after a broken connection once more, on a new one.</summary>
    public async ValueTask<T> AskAsync<T>(Func<NpgsqlConnection, ValueTask<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await OnceAsync(ask, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (Faults.IsBroken(fault))
        {
            Forget();
        }
        catch (Exception fault) when (Faults.IsAway(fault))
        {
            throw Faults.Told(fault);
        }

        try
        {
            return await OnceAsync(ask, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (Faults.IsAway(fault))
        {
            throw Faults.Told(fault);
        }
    }

    /// <summary>Changes something, once: whether it happened is not known when the connection breaks on the way.</summary>
    public async ValueTask<T> ChangeAsync<T>(Func<NpgsqlConnection, ValueTask<T>> change, CancellationToken cancellationToken)
    {
        var asked = false;
        try
        {
            return await AskedAsync().ConfigureAwait(false);
        }
        catch (Exception fault) when (Faults.IsAway(fault))
        {
            if (Faults.IsBroken(fault))
            {
                Forget();
            }

            throw Faults.Told(fault, asked && !Faults.IsCertain(fault) ? "Whether it happened is not known." : "Nothing was changed.");
        }

        async ValueTask<T> AskedAsync()
        {
            var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                asked = true;
                return await change(connection).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The idle connections are as old as the broken one: none of them is used again.</summary>
    public void Forget() => _source.Clear();

    public async ValueTask DisposeAsync()
    {
        if (_isOurs)
        {
            await _source.DisposeAsync().ConfigureAwait(false);
            await _apart.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask<T> OnceAsync<T>(Func<NpgsqlConnection, ValueTask<T>> ask, CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            return await ask(connection).ConfigureAwait(false);
        }
    }

    private static NpgsqlDataSource Make(PostgresStoreOptions options, bool pooling = true)
    {
        var text = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        text.ApplicationName ??= "bridge";
        text.Pooling &= pooling;
        text.MaxAutoPrepare = text.MaxAutoPrepare == 0 ? 64 : text.MaxAutoPrepare; // the same few statements all the time
        text.AutoPrepareMinUsages = 2;
        text.Timeout = Math.Min(text.Timeout, (int)Math.Ceiling(options.CommandTimeout.TotalSeconds));
        return new NpgsqlDataSourceBuilder(text.ConnectionString).Build();
    }
}
