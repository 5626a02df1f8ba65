using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Sessions;

/// <summary>What is true of the channels that a pattern names: who may read, what becomes of submissions, how much is kept.</summary>
public sealed class ChannelRule
{
    internal ChannelRule(string pattern) => Pattern = pattern;

    /// <summary>The pattern: a name, or the beginning of names and <c>*</c>.</summary>
    public string Pattern { get; }

    /// <summary>Whether clients may submit: there is a handler, or submissions are published.</summary>
    public bool TakesSubmissions { get; private set; }

    internal Func<ChannelAccess, CancellationToken, ValueTask<ChannelGrant>>? Door { get; private set; }

    internal Func<IServiceProvider, IInboundHandler>? Handler { get; private set; }

    internal Retention? Retention { get; private set; }

    /// <summary>Lets in whom the function lets in, to read and to submit.</summary>
    public ChannelRule Authorize(Func<ChannelAccess, bool> allow) => Authorize((access, _) => ValueTask.FromResult<ChannelGrant>(allow(access)));

    /// <summary>Lets in whom the function lets in, with the tags it grants.</summary>
    public ChannelRule Authorize(Func<ChannelAccess, CancellationToken, ValueTask<ChannelGrant>> decide)
    {
        Door = decide;
        return this;
    }

    /// <summary>Publishes what clients submit, exactly once.</summary>
    public ChannelRule AcceptSubmissions()
    {
        TakesSubmissions = true;
        return this;
    }

    /// <summary>Hands what clients submit to a function.</summary>
    public ChannelRule Handle(Func<Submission, CancellationToken, ValueTask<Outcome>> handle) => Handle(new DelegateHandler(handle));

    /// <summary>Hands what clients submit to a handler.</summary>
    public ChannelRule Handle(IInboundHandler handler) => Handle(_ => handler);

    /// <summary>Hands what clients submit to a handler that the application's services give.</summary>
    public ChannelRule Handle(Func<IServiceProvider, IInboundHandler> handler)
    {
        TakesSubmissions = true;
        Handler = handler;
        return this;
    }

    /// <summary>Keeps more or less than the store's default; <see cref="Retention.StoreBytes"/> and <see cref="Retention.MaxChannels"/> stay the store's.</summary>
    public ChannelRule Retain(Retention retention)
    {
        Retention = retention;
        return this;
    }

    private sealed class DelegateHandler(Func<Submission, CancellationToken, ValueTask<Outcome>> handle) : IInboundHandler
    {
        public ValueTask<Outcome> HandleAsync(Submission submission, CancellationToken cancellationToken) => handle(submission, cancellationToken);
    }
}
