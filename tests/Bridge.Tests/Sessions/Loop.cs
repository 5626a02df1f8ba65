using Bridge.Messaging;
using Bridge.Sessions;

namespace Bridge.Tests.Sessions;

/// <summary>What a transport does with a reader, without the transport: everything delivered is noted.</summary>
internal sealed class Loop(Reader reader)
{
    private bool _stopped;

    public Reader Reader { get; } = reader;

    public List<Message> Messages { get; } = [];

    public List<Gap> Gaps { get; } = [];

    public List<KeyValuePair<ChannelName, Position>> Moved { get; } = [];

    /// <summary>Messages, and gaps as the position behind them, in the order delivered.</summary>
    public List<(ChannelName Channel, Position Position, bool IsGap)> Delivered { get; } = [];

    public int Wakes { get; private set; }

    public Exception? Fault { get; private set; }

    public IEnumerable<string> Texts => Messages.Select(Node.Text);

    public static Loop Run(Reader reader)
    {
        var loop = new Loop(reader);
        _ = loop.RunAsync();
        return loop;
    }

    public async Task RunAsync()
    {
        var batch = new Batch();
        try
        {
            while (!Volatile.Read(ref _stopped))
            {
                Reader.Rearm();
                await Reader.FillAsync(batch, 1_000, Reader.BatchBytes, CancellationToken.None).ConfigureAwait(false);
                if (batch.IsEmpty)
                {
                    await Reader.WaitAsync().ConfigureAwait(false);
                    Wakes++;
                }

                Note(batch);
            }
        }
        catch (Exception fault)
        {
            Fault = fault;
        }
    }

    /// <summary>What a ping or the end of a poll would carry.</summary>
    public void Tell()
    {
        var batch = new Batch();
        Reader.AddMoved(batch);
        Moved.AddRange(batch.Moved);
    }

    public void Stop()
    {
        Volatile.Write(ref _stopped, true);
        Reader.Signal();
    }

    private void Note(Batch batch)
    {
        Gaps.AddRange(batch.Gaps);
        Delivered.AddRange(batch.Gaps.Select(gap => (gap.Channel, gap.Resume, true)));
        Messages.AddRange(batch.Messages);
        Delivered.AddRange(batch.Messages.Select(message => (message.Channel, message.Position, false)));
        batch.Clear();
    }
}
