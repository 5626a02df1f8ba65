namespace LegacyApp.Compare;

/// <summary>One of the three ways to get the same stream, with a port of its own so that its bytes can be counted on the wire.</summary>
internal sealed class Lane(string name, int port)
{
    private long _requests;
    private long _received;
    private long _sent;

    /// <summary><c>short</c>, <c>long</c> or <c>socket</c>.</summary>
    public string Name => name;

    public int Port => port;

    public Uri Address { get; } = new($"http://127.0.0.1:{port}");

    public long Requests => Volatile.Read(ref _requests);

    /// <summary>Bytes from server to page.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>Bytes from page to server.</summary>
    public long Sent => Volatile.Read(ref _sent);

    public void CountRequest() => Interlocked.Increment(ref _requests);

    public void CountReceived(int bytes) => Interlocked.Add(ref _received, bytes);

    public void CountSent(int bytes) => Interlocked.Add(ref _sent, bytes);
}
