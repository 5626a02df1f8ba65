using Bridge.Messaging;

namespace Bridge.Stores;

/// <summary>Hints between nodes: "look again". Never a payload; a lost hint costs a little time, never a message.</summary>
public interface IBackplane
{
    /// <summary>Sends a hint to every listener of every node, this one too. Never waits for a listener.</summary>
    void Send(Signal signal);

    /// <summary>Hears every hint sent from now on, until disposed. The listener must be quick and must not throw;
    /// one that throws all the same stops no other.</summary>
    IDisposable Listen(Action<Signal> listener);

    /// <summary>Somebody on this node begins to wait in the channel. A backplane that can lose a hint looks from then on by itself whether the channel has news. Called once per list of
    /// waiters, under its lock: it must be quick. Default: nothing happens.</summary>
    void Attend(ChannelName channel)
    {
    }

    /// <summary>Nobody of that list waits in it any more. Default: nothing happens.</summary>
    void Leave(ChannelName channel)
    {
    }
}
