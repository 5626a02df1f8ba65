using Bridge.Messaging;
using Bridge.Stores.Memory;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.TestKit.Hosts;

/// <summary>What a test's host differs in.</summary>
public sealed record BridgeHostSetup
{
    /// <summary>Changes options; every channel is declared and takes submissions, <c>echo</c> replies, holds are short.</summary>
    public Action<BridgeOptions> Options { get; init; } = _ => { };

    /// <summary>A store that other hosts use too; null: one of its own.</summary>
    public MemoryStore? Store { get; init; }

    /// <summary>Changes services after Bridge was added.</summary>
    public Action<IServiceCollection> Services { get; init; } = _ => { };

    /// <summary>Maps more addresses.</summary>
    public Action<WebApplication> Map { get; init; } = _ => { };

    /// <summary>Gets the log between a host and its store: each host has its own. Without it there is none.</summary>
    public Action<WatchedLog>? Watch { get; init; }

    internal void Apply(BridgeOptions options)
    {
        options.Channels.Add("echo", rule => rule.Handle((submission, _) => ValueTask.FromResult(Outcome.Reply(submission.Payload))));
        options.Channels.Add("*", rule => rule.AcceptSubmissions());
        options.Publishing.AllowAnyone = true;
        options.Sessions.Hold = TimeSpan.FromSeconds(2);
        options.Sessions.Drain = TimeSpan.Zero;
        Options(options);
    }
}
