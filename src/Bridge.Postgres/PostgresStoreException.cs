namespace Bridge.Postgres;

/// <summary>The store cannot be opened. The message says what is wrong, where, and what to do.</summary>
public sealed class PostgresStoreException(string message, Exception? cause = null) : Exception(message, cause);
