namespace Bridge.Messaging;

/// <summary>What an application does with its users' sessions, whichever nodes they are on. From the services.</summary>
public interface ISessionControl
{
    /// <summary>Ends everything of a user: at logout, or when his rights are withdrawn. The store forgets his sessions at once; sockets are closed and parked polls answered with
    /// <c>revoked</c> on every node, within a second or two where the store's hints get lost.</summary>
    /// <remarks>Who comes again comes as whoever the application's authentication says then: refuse the old cookie or token there first.</remarks>
    /// <param name="user">The user's name identifier, as <c>ClaimTypes.NameIdentifier</c>, <c>sub</c> or the name says it.</param>
    /// <param name="cancellationToken">Gives up; it may have happened all the same.</param>
    /// <returns>How many sessions there were.</returns>
    /// <exception cref="ArgumentException">The user is empty: nobody's sessions are nobody's to end.</exception>
    ValueTask<int> EndAsync(string user, CancellationToken cancellationToken = default);

    /// <summary>A user's rights have changed: each of his sessions asks again for every channel it reads before it gets anything more. Channels that he may no longer read end with
    /// <c>channel_forbidden</c>; the others go on, without loss.</summary>
    /// <param name="user">The user, as above.</param>
    /// <param name="cancellationToken">Gives up; it may have happened all the same.</param>
    /// <exception cref="ArgumentException">The user is empty.</exception>
    ValueTask RecheckAsync(string user, CancellationToken cancellationToken = default);
}
