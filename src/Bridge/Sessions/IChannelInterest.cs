using Bridge.Messaging;

namespace Bridge.Sessions;

/// <summary>Hears in which channels somebody waits on this node: for who fetches messages only while they are wanted.</summary>
/// <remarks>
/// For each list of waiters one <see cref="Begins"/> and later one <see cref="Ends"/>. Lists of one channel may overlap by a moment, so count: who waits is there while more have
/// begun than ended. Called under the list's lock: leave a mark and return.
/// </remarks>
internal interface IChannelInterest
{
    /// <summary>Somebody waits in the channel.</summary>
    void Begins(ChannelName channel);

    /// <summary>Nobody is left of those for whom it began.</summary>
    void Ends(ChannelName channel);
}
