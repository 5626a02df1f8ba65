namespace Bridge.Sqlite;

/// <summary>What one part of the store has changed in the transaction under way and nobody sees yet. Everything happens on the writer's thread.</summary>
internal interface IPending
{
    /// <summary>Whether so much work has piled up that nobody waits for that it deserves a transaction of its own.</summary>
    bool IsBehind => false;

    /// <summary>Does a slice of that work.</summary>
    void Tidy()
    {
    }

    /// <summary>Writes what is written once per transaction.</summary>
    void Flush();

    /// <summary>The transaction is on disk: readers may see it.</summary>
    void Publish();

    /// <summary>The transaction is undone: forgets it.</summary>
    void Discard();
}
