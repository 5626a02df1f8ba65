namespace Bridge.Sessions;

/// <summary>When a channel is looked at without a hint. Hints may be lost: without this, whoever waits on a socket would wait until the channel's next message.</summary>
internal sealed class Recheck(DeadlineWheel wheel, SessionOptions options)
{
    /// <summary>Has the channel looked at once more, an interval from now.</summary>
    public void Plan(Deadline channel) => wheel.Arm(channel, options.RecheckInterval);

    /// <summary>Nobody waits in it any more.</summary>
    public void Forget(Deadline channel) => wheel.Disarm(channel);
}
