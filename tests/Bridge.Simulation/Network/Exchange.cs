using System.Buffers;
using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Security.Claims;
using Bridge.Dialects.Native;
using Bridge.Simulation.Nodes;
using Bridge.Simulation.Worlds;
using Bridge.Transports;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Bridge.Simulation.Network;

/// <summary>One request as its node sees it: what the server of a real host would put into the HttpContext.</summary>
internal sealed class Exchange : IHttpResponseFeature, IHttpResponseBodyFeature, IHttpWebSocketFeature
{
    private readonly ArrayBufferWriter<byte> _body = new();
    private readonly CancellationTokenSource _aborted = new();
    private readonly Func<Node, ITransport> _endpoint;
    private readonly DefaultHttpContext _context;
    private int _left;

    public Exchange(World world, Func<Node, ITransport> endpoint, string method, string user, byte[]? body)
    {
        World = world;
        _endpoint = endpoint;
        Writer = new BodyWriter(this);
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature { Method = method, Protocol = "HTTP/1.1", Scheme = "http", Body = new MemoryStream(body ?? []) });
        features.Set<IHttpResponseFeature>(this);
        features.Set<IHttpResponseBodyFeature>(this);
        features.Set<IHttpWebSocketFeature>(this);
        features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature { RequestAborted = _aborted.Token });
        _context = new DefaultHttpContext(features) { User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, user)], "model")) };
    }

    public World World { get; }

    public HttpContext Context => _context;

    public Node? Node { get; private set; }

    public bool IsOver { get; private set; }

    public bool HasStarted { get; private set; }

    public int StatusCode { get; set; } = 200;

    public string? ReasonPhrase { get; set; }

    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

    public Stream Body { get => Writer.AsStream(); set => throw new NotSupportedException(); }

    public Stream Stream => Body;

    public PipeWriter Writer { get; }

    /// <summary>The socket that the request became.</summary>
    public ServerWire? Wire { get; private set; }

    public bool IsWebSocketRequest { get; init; }

    /// <summary>What becomes of it: the answer, or null when the node died or cut it.</summary>
    public Action<Answer?>? Ended { get; set; }

    /// <summary>Sees every byte that leaves, at the moment it does.</summary>
    public Action<ReadOnlyMemory<byte>>? Leaves { get; set; }

    /// <summary>The upgrade was accepted.</summary>
    public Action<ServerWire>? Accepted { get; set; }

    /// <summary>A request to the native endpoints.</summary>
    public static Exchange Native(World world, Func<Node, ITransport> endpoint, string user, string? token, byte[] body)
    {
        var exchange = new Exchange(world, endpoint, "POST", user, body);
        var headers = exchange.Context.Request.Headers;
        headers.ContentType = "application/json";
        headers[RequestChecks.ProtocolHeader] = NativeDialect.Protocol;
        if (token is not null)
        {
            headers[RequestChecks.SessionHeader] = token;
        }

        return exchange;
    }

    /// <summary>A handshake.</summary>
    public static Exchange Upgrade(World world, string user)
    {
        var exchange = new Exchange(world, node => node.Socket, "GET", user, null) { IsWebSocketRequest = true };
        exchange.Context.Request.Headers.SecWebSocketProtocol = NativeDialect.Protocol;
        return exchange;
    }

    public void ServeOn(Node node)
    {
        Node = node;
        _ = RunAsync(_endpoint(node));
    }

    /// <summary>The client went away, and the server notices.</summary>
    public void Abort()
    {
        if (!IsOver && Node is { Life.IsOver: false })
        {
            _aborted.Cancel();
        }
    }

    /// <summary>The node died.</summary>
    public void Die()
    {
        Wire?.NodeDied();
        End(null);
    }

    public Task<WebSocket> AcceptAsync(WebSocketAcceptContext context)
    {
        HasStarted = true;
        Wire = new ServerWire(World, Node!) { Leaves = Leaves };
        Accepted?.Invoke(Wire);
        return Task.FromResult<WebSocket>(Wire);
    }

    public void OnStarting(Func<object, Task> callback, object state) => throw new NotSupportedException();

    /// <summary>What the framework wants to clean up afterwards has nothing to do here.</summary>
    public void OnCompleted(Func<object, Task> callback, object state)
    {
    }

    public void DisableBuffering()
    {
    }

    public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task CompleteAsync() => Task.CompletedTask;

    private async Task RunAsync(ITransport endpoint)
    {
        try
        {
            await endpoint.ServeAsync(_context).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            World.Trace.Note("exchange failed", Node!.Number, 0, fault.Message);
            Wire?.Abort();
            End(null);
            return;
        }

        Wire?.Finish();
        End(new Answer(StatusCode, _body.WrittenSpan.ToArray()));
    }

    private void End(Answer? answer)
    {
        if (!IsOver)
        {
            Leave();
            IsOver = true;
            Ended?.Invoke(answer);
        }
    }

    private void Leave()
    {
        if (Leaves is { } leaves && !IsOver && _body.WrittenCount > _left)
        {
            leaves(_body.WrittenMemory[_left..]);
            _left = _body.WrittenCount;
        }
    }

    private sealed class BodyWriter(Exchange exchange) : PipeWriter
    {
        public override void Advance(int bytes) => exchange._body.Advance(bytes);

        public override Memory<byte> GetMemory(int sizeHint = 0) => exchange._body.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => exchange._body.GetSpan(sizeHint);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            exchange.HasStarted = true;
            exchange.Leave();
            return ValueTask.FromResult(default(FlushResult));
        }

        public override void CancelPendingFlush()
        {
        }

        public override void Complete(Exception? exception = null)
        {
        }
    }
}
