namespace Bridge.Transports.LongPolling;

public sealed class PollResident : IDisposable
{
    public void Dispose()
    {
    }
}
