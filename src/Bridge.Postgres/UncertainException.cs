namespace Bridge.Postgres;

/// <summary>The commit was sent and not answered: it may have happened.</summary>
internal sealed class UncertainException(Exception cause) : Exception(cause.Message, cause);
