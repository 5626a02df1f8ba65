using Bridge.Fuzz.Targets;

namespace Bridge.Fuzz;

/// <summary>Every place that reads bytes from outside.</summary>
public static class AllTargets
{
    /// <summary>How to make each of them: a thread needs its own.</summary>
    internal static IReadOnlyList<Func<Target>> Makers { get; } =
    [
        () => new ChannelNameTarget(), () => new PositionTarget(), () => new PayloadTarget(), () => new NativeTarget(), () => new PlainFrameTarget(),
        () => new PlainQueryTarget(), () => new RequestTarget(),
        () => new SubmissionBookTarget(), () => new SubscriptionTextTarget(), () => new EpochMarkerTarget(),
        () => new PollTarget(), () => new ChannelPollTarget(), () => new PublishTarget(), () => new AddressTarget(), () => new SocketTarget(),
        () => new PlainSocketTarget(), () => new RawSocketTarget(),
        () => new PollShapeReaderTarget(), () => new AnswerReaderTarget(),
    ];

    /// <summary>Their names.</summary>
    public static TheoryData<string> Names { get; } = new(Makers.Select(make => make().Name));

    /// <summary>One of them.</summary>
    internal static Target Named(string name) => Makers.Select(make => make()).First(target => target.Name == name);
}
