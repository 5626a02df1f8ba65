using Bridge.Messaging;
using Npgsql;

namespace Bridge.Postgres;

/// <summary>Which database answered, told with every answer that positions are made of. Cheap to ask; when it changes, the marker is looked at (<see cref="EpochKeeper"/>).</summary>
/// <param name="Epoch">The epoch that stands in the store.</param>
/// <param name="Database">The database's oid: another one after a copy by template.</param>
/// <param name="Table">The table's oid: another one after a restored dump.</param>
/// <param name="Started">When the server started: another time after a failover, a crash, a recovery.</param>
internal readonly record struct StoreLife(string Epoch, uint Database, uint Table, DateTime Started)
{
    /// <summary>The columns, in the order that <see cref="Read"/> takes them.</summary>
    public const string Columns = "s.epoch, (SELECT d.oid FROM pg_database d WHERE d.datname = current_database()), s.tableoid, pg_postmaster_start_time()";

    public const int Count = 4;

    public static StoreLife Read(NpgsqlDataReader row) => new(row.GetString(0), row.GetFieldValue<uint>(1), row.GetFieldValue<uint>(2), row.GetDateTime(3));
}
