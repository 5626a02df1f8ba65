using System.Net.Sockets;
using Bridge.Messaging;
using Npgsql;

namespace Bridge.Postgres;

/// <summary>What the faults of the database mean for callers.</summary>
internal static class Faults
{
    /// <summary>Whether the database is away, or this node's way to it.</summary>
    public static bool IsAway(Exception fault) => fault switch
    {
        PostgresException refused => refused.SqlState[..2] is "08" or "53" or "57" or "58" or "28" or "25" or "3D" or "3F" or "55" || refused.SqlState == PostgresErrorCodes.UndefinedTable,
        NpgsqlException or SocketException or TimeoutException or IOException => true,
        _ => false,
    };

    /// <summary>Whether the connection is gone, so that the same question may be asked on another one.</summary>
    public static bool IsBroken(Exception fault) => fault switch
    {
        PostgresException refused => refused.SqlState[..2] is "08" || refused.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow,
        NpgsqlException { InnerException: TimeoutException } => false, // it was waited for long enough
        NpgsqlException or SocketException or IOException => true,
        _ => false,
    };

    /// <summary>Whether the transaction lost a race that it may win the next time.</summary>
    public static bool IsRace(Exception fault) => fault is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure };

    /// <summary>Whether the server itself said that the statement failed: then nothing of its transaction is committed. After anything else nobody knows.</summary>
    public static bool IsCertain(Exception fault) => fault is PostgresException { InvariantSeverity: "ERROR" };

    public static bool IsDiskFull(Exception fault) => fault is PostgresException { SqlState: PostgresErrorCodes.DiskFull };

    /// <summary>What the caller is told; the fault itself when it is none that waiting heals.</summary>
    public static Exception Told(Exception fault, string? detail = null) =>
        IsDiskFull(fault) ? new BridgeException(Refusal.StoreFull, "The database's disk is full.", fault)
        : IsAway(fault) ? new BridgeException(Refusal.StoreUnavailable, detail, fault)
        : fault;
}
