using Bridge.Dialects;
using Bridge.Simulation.Worlds;
using Bridge.Stores;

namespace Bridge.Simulation.Planted;

/// <summary>A bug, put in where the core meets the world. The plain one puts in none.</summary>
internal class Plant
{
    public static readonly Plant None = new();

    public virtual string Name => "none";

    public virtual IChannelLog Log(IChannelLog log, World world) => log;

    public virtual ISessionStore Sessions(ISessionStore sessions, World world) => sessions;

    public virtual IRecordStore Records(IRecordStore records, World world) => records;

    public virtual IBackplane Backplane(IBackplane backplane, World world) => backplane;

    /// <summary>Changes the options of every node.</summary>
    public virtual void Change(BridgeOptions options)
    {
    }

    /// <summary>What the model client does wrong.</summary>
    public virtual ClientBug Client => ClientBug.None;

    /// <summary>Whether the durable store shows, and accepts, what is not on disk yet.</summary>
    public virtual bool AcceptsEarly => false;

    public virtual IDialect Dialect(IDialect dialect, World world) => dialect;
}
