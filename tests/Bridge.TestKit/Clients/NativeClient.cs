using System.Net.Sockets;
using System.Net.WebSockets;
using Bridge.TestKit.Wires;

namespace Bridge.TestKit.Clients;

/// <summary>A client of <c>bridge.v1</c> that does what docs/protocol.md tells a client to do, over real sockets and requests.</summary>
/// <param name="addresses">Where the next request or connection goes.</param>
/// <param name="options">How patient it is.</param>
public sealed class NativeClient(Func<Uri> addresses, NativeClientOptions? options = null) : IAsyncDisposable
{
    private readonly NativeClientOptions _options = options ?? new NativeClientOptions();
    private readonly NativeSession _session = new(options?.Witness);
    private readonly CancellationTokenSource _ended = new();
    private readonly Change _moved = new();
    private readonly List<Task> _retired = [];
    private volatile CarrierKind _wanted = options?.Begins ?? CarrierKind.LongPolling;
    private Task _running = Task.CompletedTask;

    /// <summary>What its handlers saw.</summary>
    public Inbox Inbox => _session.Inbox;

    /// <summary>The public id of its session.</summary>
    public string? SessionId => _session.Id;

    /// <summary>How many sessions it had to begin.</summary>
    public int SessionsBegun => _session.Begun;

    /// <summary>How often its carrier was cut.</summary>
    public int Cuts { get; private set; }

    /// <summary>How often it moved to the other carrier while the first one stood.</summary>
    public int Moves { get; private set; }

    /// <summary>How often the session came to be carried by this after the other one.</summary>
    public int SwitchesTo(CarrierKind kind) => _session.Switches[(int)kind];

    /// <summary>How often a submission was sent that had been sent before.</summary>
    public int Resent => _session.Outbox.Resent;

    /// <summary>What carries the session now.</summary>
    public CarrierKind Carrier { get; private set; }

    /// <summary>The <c>closed</c> that told it to stop, if one did.</summary>
    public Envelope? Stopped { get; private set; }

    /// <summary>Whether an exception means no more than a cut wire. A connection that is reset before its first byte makes <c>HttpClient</c> throw a bare <c>SocketException</c>.</summary>
    internal static bool IsCut(Exception fault) =>
        fault is IOException or SocketException or HttpRequestException or WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException;

    /// <summary>Begins.</summary>
    public NativeClient Start()
    {
        _running = RunAsync();
        return this;
    }

    /// <summary>Begins, and waits until the server has confirmed these channels.</summary>
    public async Task<NativeClient> StartAsync(params string[] channels)
    {
        foreach (var channel in channels)
        {
            Subscribe(channel);
        }

        Start();
        await SettledAsync();
        return this;
    }

    /// <summary>Wants a channel; <paramref name="since"/> is <c>now</c>, <c>oldest</c> or a position.</summary>
    public void Subscribe(string channel, string? since = null) => _session.Subscribe(channel, since);

    /// <summary>Wants it no more.</summary>
    public void Unsubscribe(string channel) => _session.Unsubscribe(channel);

    /// <summary>Waits until the server has confirmed every wish.</summary>
    public Task SettledAsync() => Inbox.UntilAsync(_ => _session.IsSettled || Stopped is not null, "the subscriptions to be confirmed");

    /// <summary>Hands over a payload, given as JSON; the task is its outcome.</summary>
    public Task<Envelope> SubmitAsync(string channel, string json) => _session.Outbox.Add(channel, json);

    /// <summary>Moves to this carrier. The first one goes on until the other one has proved itself.</summary>
    public void Move(CarrierKind to)
    {
        _wanted = to;
        _moved.Raise();
    }

    /// <inheritdoc/>
    public override string ToString() => $"{SessionId} by {Carrier} (wants {_wanted}), {Cuts} cuts, {_retired.Count(task => !task.IsCompleted)} retired carriers left; {_session.Outbox}; last outcome {_session.Outbox.Last}";

    /// <summary>Leaves without a word, as a page does that is closed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _running;
        await Task.WhenAll(_retired);
        _ended.Dispose();
    }

    private async Task RunAsync()
    {
        var current = Begin();
        while (!_ended.IsCancellationRequested)
        {
            var (moved, changed) = (_moved.Next, _session.Changed.Next);
            if (_wanted != Carrier && !current.IsCompleted)
            {
                if (_session.Token is null)
                {
                    await Task.WhenAny(current, changed); // two carriers that open at once would begin two sessions, and submit to both
                    continue;
                }

                current = await MoveAsync(current);
                continue;
            }

            await Task.WhenAny(current, moved);
            if (current.IsCompleted && !await GoesOnAsync(current))
            {
                return;
            }

            current = current.IsCompleted && !_ended.IsCancellationRequested ? Begin() : current;
        }

        await GoesOnAsync(current);
    }

    private ICarrier Make() => (Carrier = _wanted) == CarrierKind.WebSocket
        ? new SocketCarrier(_session, addresses, _options)
        : new PollCarrier(_session, addresses, _options);

    private async Task<Envelope?> Begin()
    {
        var carrier = Make();
        await using var owned = carrier as IAsyncDisposable;
        await carrier.PrepareAsync(_ended.Token);
        return await carrier.RunAsync(_ended.Token);
    }

    /// <summary>Prepares the other carrier while the first goes on; when it is ready it takes over, and the first is heard out.</summary>
    private async Task<Task<Envelope?>> MoveAsync(Task<Envelope?> current)
    {
        var carrier = Make();
        try
        {
            await carrier.PrepareAsync(_ended.Token);
        }
        catch (Exception fault) when (IsCut(fault))
        {
            Cuts++;
            await DropAsync(carrier);
            Carrier = Carrier == CarrierKind.WebSocket ? CarrierKind.LongPolling : CarrierKind.WebSocket;
            _wanted = Carrier; // it stays where it is, until somebody says otherwise
            return current;
        }

        Moves++;
        _retired.Add(HearOutAsync(current));
        return CarryAsync(carrier);
    }

    private async Task<Envelope?> CarryAsync(ICarrier carrier)
    {
        await using var owned = carrier as IAsyncDisposable;
        return await carrier.RunAsync(_ended.Token);
    }

    private static ValueTask DropAsync(ICarrier carrier) => carrier is IAsyncDisposable owned ? owned.DisposeAsync() : default;

    private static async Task HearOutAsync(Task<Envelope?> current)
    {
        try
        {
            await current;
        }
        catch (Exception fault) when (IsCut(fault))
        {
            // Its time was over anyway.
        }
    }

    /// <summary>What follows from the end of a carrier; false when nothing does.</summary>
    private async Task<bool> GoesOnAsync(Task<Envelope?> ended)
    {
        try
        {
            if (await ended is { } closed)
            {
                if (closed.Advice == "stop")
                {
                    Stopped = closed;
                    Inbox.Touch();
                    return false;
                }

                if (closed.Advice == "reopen")
                {
                    _session.Reopen();
                }
            }
        }
        catch (Exception fault) when (IsCut(fault))
        {
            Cuts++;
        }

        if (!_ended.IsCancellationRequested)
        {
            await Task.Delay(_options.Pause);
        }

        return true;
    }
}
