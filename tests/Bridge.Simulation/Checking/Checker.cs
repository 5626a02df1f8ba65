using System.Runtime.CompilerServices;
using Bridge.Simulation.Worlds;

namespace Bridge.Simulation.Checking;

/// <summary>Judges while it happens: what was accepted, what each page's handlers saw, what was told. It knows the promises, not the code.</summary>
internal sealed class Checker
{
    private readonly World _world;

    public Checker(World world)
    {
        _world = world;
        Log = new LogTruth(world);
        Sessions = new SessionTruth(world);
        Handlers = new HandlerTruth(world);
        Outcomes = new OutcomeTruth(world);
        Fed = new FeedTruth(world);
        Lease = new LeaseTruth(world);
    }

    /// <summary>What was wrong first.</summary>
    public Violation? First { get; private set; }

    public LogTruth Log { get; }

    public SessionTruth Sessions { get; }

    public HandlerTruth Handlers { get; }

    public OutcomeTruth Outcomes { get; }

    public FeedTruth Fed { get; }

    public LeaseTruth Lease { get; }

    public List<PageRecord> Pages { get; } = [];

    /// <summary>Whether the backend's channel has all that it should have: nobody polls for a channel that no page follows.</summary>
    public bool IsFed => _world.Backend is not { } backend || !Pages.Exists(page => page.IsOpen && page.HandledOf(WorldRules.Fed) is not null) || (backend.IsDone && Fed.IsComplete);

    /// <summary>A promise is broken unless this holds.</summary>
    public void Require(bool holds, Promise promise, [InterpolatedStringHandlerArgument(nameof(holds))] ref Told what)
    {
        if (!holds && First is null)
        {
            First = new Violation(promise, what.ToString());
            _world.Trace.Note("VIOLATION", (long)promise, 0, First.Message);
        }
    }

    /// <summary>The storm is over and there was time enough.</summary>
    public void Finish()
    {
        foreach (var page in Pages)
        {
            page.Finish();
        }

        foreach (var client in _world.Clients)
        {
            Require(client.IsSettled, Promise.Stuck, $"client {client.Number}: {client.Describe()}");
        }

        foreach (var reader in _world.PlainReaders)
        {
            Require(reader.IsSettled, Promise.Stuck, $"plain reader {reader.Number}");
        }

        foreach (var publisher in _world.Publishers)
        {
            Require(publisher.IsDone, Promise.Stuck, $"publisher {publisher.Number}");
        }

        Require(_world.Users is not { IsSettled: false }, Promise.Stuck, $"{_world.Users?.Describe()}");
        Require(IsFed, Promise.Upstream, $"{Fed.Describe()}");

        if (First is { } violation)
        {
            throw violation;
        }
    }
}
