using System.Text;
using Bridge.Messaging;
using Bridge.PollShapes;
using Bridge.Stores;
using Bridge.TestKit;
using Bridge.Tests.Sessions;
using Bridge.Upstream;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Tests.Upstream;

/// <summary>A node that polls a backend, on virtual time.</summary>
internal sealed class Polled
{
    public Polled(string shape, IBackend backend, Node? node = null, UpstreamOptions? options = null)
    {
        Shape = Shapes.Read(shape);
        Backend = backend;
        var interest = new LateInterest();
        Node = node ?? new Node(interest: interest);
        Options = options ?? new UpstreamOptions();
        Parts = new UpstreamParts(Node.Publisher, Node.Log, Node.Records, Node.Scheduler, Node.Wheel, new SeededRandom(5), Options, NullLogger.Instance, Node.Backplane, $"node-{Node.Number}");
        Source = new UpstreamSource(Shape, new ShapeMatcher(Shape, new byte[16]), backend);
        Desk = new UpstreamDesk(Parts);
        Desk.Change([Source]);
        interest.To = Desk;
    }

    public PollShape Shape { get; }

    public IBackend Backend { get; }

    public Node Node { get; }

    public UpstreamOptions Options { get; }

    public UpstreamParts Parts { get; }

    public UpstreamSource Source { get; }

    public UpstreamDesk Desk { get; }

    public ChannelName Channel => Shape.Channel;

    public UpstreamState State => Assert.Single(Desk.States);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public UpstreamRun Join()
    {
        var run = Desk.Join(Source, Channel, new Dictionary<string, string>(), []);
        Node.Scheduler.RunAll();
        return run!;
    }

    /// <summary>Lets time pass in small steps: what one pause leads to must find the clock where it was.</summary>
    public void Advance(double seconds)
    {
        for (var passed = 0.0; passed < seconds; passed += 0.25)
        {
            Node.Scheduler.Advance(TimeSpan.FromSeconds(0.25));
        }
    }

    public async Task<List<Message>> ReadAsync(ChannelName? channel = null)
    {
        var head = await Node.Log.HeadAsync(channel ?? Channel, Stop);
        var messages = new List<Message>();
        await Node.Log.ReadAsync(channel ?? Channel, head.Tail, new ReadLimit(100_000, int.MaxValue), messages, Stop);
        return messages;
    }

    public async Task<IEnumerable<string>> TextsAsync(ChannelName? channel = null) => (await ReadAsync(channel)).Select(message => Encoding.UTF8.GetString(message.Payload.Bytes.Span));

    /// <summary>The node is made before the desk that listens to it.</summary>
    private sealed class LateInterest : Bridge.Sessions.IChannelInterest
    {
        public Bridge.Sessions.IChannelInterest? To { get; set; }

        public void Begins(ChannelName channel) => To?.Begins(channel);

        public void Ends(ChannelName channel) => To?.Ends(channel);
    }
}
