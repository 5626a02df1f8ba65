using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Postgres;

/// <summary>One append that waits for its place in a transaction.</summary>
internal sealed class AppendJob(ChannelName channel, ReadOnlyMemory<Entry> entries, Position? expected, DateTimeOffset now)
{
    // Continuations must not run in the lane: they are the application's.
    private readonly TaskCompletionSource<AppendResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ChannelName Channel => channel;

    public ReadOnlyMemory<Entry> Entries => entries;

    public Position? Expected => expected;

    public DateTimeOffset Now => now;

    /// <summary>The keys' fingerprints, in the entries' places; empty when none has a key.</summary>
    public UInt128[] Prints { get; } = Fingerprint.Of(entries.Span);

    public long Bytes { get; } = Sum(entries.Span);

    /// <summary>How it ended, if the transaction is committed.</summary>
    public AppendResult Result { get; set; }

    public Task<AppendResult> Task => _completion.Task;

    public void Complete() => _completion.TrySetResult(Result);

    public void Fail(Exception fault) => _completion.TrySetException(fault);

    private static long Sum(ReadOnlySpan<Entry> entries)
    {
        long bytes = 0;
        foreach (var entry in entries)
        {
            bytes += entry.Payload.Bytes.Length;
        }

        return bytes;
    }
}
