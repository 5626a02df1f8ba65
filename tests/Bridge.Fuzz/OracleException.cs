namespace Bridge.Fuzz;

/// <summary>What was read is not what it must be.</summary>
internal sealed class OracleException(string message) : Exception(message)
{
    /// <summary>Throws unless it holds.</summary>
    public static void Unless(bool holds, string what)
    {
        if (!holds)
        {
            throw new OracleException(what);
        }
    }
}
