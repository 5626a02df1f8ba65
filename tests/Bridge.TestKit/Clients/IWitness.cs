using Bridge.Messaging;

namespace Bridge.TestKit.Clients;

/// <summary>Judges what a client's handlers see while they see it, where there is too much to keep. Called by one thread at a time.</summary>
public interface IWitness
{
    /// <summary>A message was handled.</summary>
    void Message(Seen seen);

    /// <summary>Messages are lost; what follows comes after <paramref name="resume"/>.</summary>
    void Gap(string channel, string reason, Position resume);
}
