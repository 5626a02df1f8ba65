using Bridge.Messaging;

namespace Bridge.BenchServer;

/// <summary>Writes down each run of a handler, before it replies. What is written outlives the process, however that ends.</summary>
internal sealed class Tally(string file)
{
    private readonly Lock _lock = new();
    private readonly FileStream _lines = new(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    public ValueTask<Outcome> HandleAsync(Submission submission, CancellationToken cancellationToken)
    {
        byte[] line = [.. submission.Payload.Bytes.Span, (byte)'\n'];
        lock (_lock)
        {
            _lines.Write(line);
        }

        return ValueTask.FromResult(Outcome.Reply(submission.Payload));
    }
}
