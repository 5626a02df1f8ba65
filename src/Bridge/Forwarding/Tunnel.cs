namespace Bridge.Forwarding;

/// <summary>Two connections that have left HTTP: every byte of one goes to the other, for as long as both want.</summary>
/// <remarks>
/// Neither side can be half closed: Kestrel ends a connection whose client has closed its half, and <see cref="SocketsHttpHandler"/> has no way to close one half of its own. So the first end is the end of both, with two
/// courtesies: what was on its way before it still arrives, and over HTTP/2 a client that has finished still hears the backend out for a while (a closing handshake).
/// </remarks>
internal sealed class Tunnel(Stream client, Stream backend, TimeProvider time)
{
    private static readonly TimeSpan Courtesy = TimeSpan.FromSeconds(5);

    /// <summary>Runs until the end.</summary>
    /// <returns>Whether the backend's side ended as it should; else the client must be able to tell.</returns>
    public async Task<bool> RunAsync(CancellationToken clientGone)
    {
        using var end = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        var up = BodyCopy.ToAsync(backend, client, end.Token); // not ended by clientGone: a client that says its last word and closes is gone before the word is read
        var down = BodyCopy.ToAsync(client, backend, end.Token);
        await Task.WhenAny(up, down).ConfigureAwait(false);
        if (up.IsCompletedSuccessfully && !down.IsCompleted)
        {
            end.CancelAfter(Courtesy);
            await using var gone = clientGone.UnsafeRegister(static end => ((CancellationTokenSource)end!).Cancel(), end).ConfigureAwait(false);
            await down.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await end.CancelAsync().ConfigureAwait(false);
        await up.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await down.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return down.IsCompletedSuccessfully || down.IsCanceled || down.Exception?.InnerException is UnansweredException;
    }
}
