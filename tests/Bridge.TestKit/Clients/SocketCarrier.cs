using Bridge.TestKit.Wires;

namespace Bridge.TestKit.Clients;

/// <summary>A socket: probed before it takes the session, acknowledging per 64 messages or 100 ms, given up when it falls silent.</summary>
internal sealed class SocketCarrier(NativeSession session, Func<Uri> addresses, NativeClientOptions options) : ICarrier, IAsyncDisposable
{
    private const int AckEvery = 64;
    private static readonly TimeSpan AckAfter = TimeSpan.FromMilliseconds(100);

    private SocketWire? _wire;
    private int _said = -1;
    private long _sent;
    private int _unacked;

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.ConnectLimit);
        _wire = await SocketWire.ConnectAsync(addresses(), limit.Token);
        await _wire.SayAsync(Say.Probe(new string('x', 2_048)));
        if (await _wire.ReceiveAsync(limit.Token) is not { Type: "probed" })
        {
            throw new IOException("The socket does not echo.");
        }
    }

    public async Task<Envelope?> RunAsync(CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        session.Own(this);
        if (session.Open(this) is not { } open)
        {
            return null;
        }

        await _wire!.SayAsync(open);
        var talking = Task.CompletedTask;
        try
        {
            while (true)
            {
                using var silence = CancellationTokenSource.CreateLinkedTokenSource(ended.Token);
                silence.CancelAfter(options.SilenceLimit);
                var envelope = await _wire.ReceiveAsync(silence.Token) ?? throw new IOException("The socket ended without a word.");
                if (envelope.Type == "closed")
                {
                    return envelope;
                }

                session.Carried(this, CarrierKind.WebSocket);
                if (session.Handle(envelope))
                {
                    await CountAsync(ended.Token);
                }

                talking = envelope.Type == "opened" ? TalkAsync(ended.Token) : talking;
            }
        }
        finally
        {
            await ended.CancelAsync();
            await talking;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_wire is not null)
        {
            await _wire.DisposeAsync();
        }
    }

    /// <summary>Says what there is to say, whenever there is something.</summary>
    private async Task TalkAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var change = session.Changed.Next;
                var submissions = session.Outbox.Take(_sent);
                _sent = Math.Max(_sent, submissions.Select(pair => pair.Id).LastOrDefault());
                foreach (var envelope in (IEnumerable<System.Text.Json.Nodes.JsonObject>)[.. session.Wishes(ref _said), .. submissions.Select(pair => pair.Submit)])
                {
                    await _wire!.SayAsync(envelope);
                }

                await change.WaitAsync(cancellationToken);
            }
        }
        catch (Exception)
        {
            // Cut or over: the loop that receives knows, or finds out.
        }
    }

    private async Task CountAsync(CancellationToken cancellationToken)
    {
        var unacked = Interlocked.Increment(ref _unacked);
        if (unacked == 1)
        {
            _ = AckSoonAsync(cancellationToken);
        }
        else if (unacked % AckEvery == 0)
        {
            await AckAsync();
        }
    }

    private async Task AckSoonAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(AckAfter, cancellationToken);
            Interlocked.Exchange(ref _unacked, 0);
            await AckAsync();
        }
        catch (Exception)
        {
            // Cut or over.
        }
    }

    private Task AckAsync() => _wire!.SayAsync(Say.Ack(session.Cursor()));
}
