using System.Text;
using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Upstream;

/// <summary>Behind which message of a channel the backend began anew. All who poll it must call its lives by the same name, also those that start after it: items are told apart by it.</summary>
internal sealed class BackendLives(ChannelName channel, IRecordStore records)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365); // longer than the keys of an earlier life are remembered

    private readonly string _key = $"upstream/{channel}";

    /// <summary>The head behind which the present life begins; default: the first one of the epoch.</summary>
    public async ValueTask<Position> FindAsync(Epoch epoch, CancellationToken cancellationToken) => Read(await records.GetAsync(_key, cancellationToken).ConfigureAwait(false), epoch);

    /// <summary>A life begins behind the head; where several say so at once, the latest head counts.</summary>
    /// <returns>Behind which head it begins.</returns>
    public async ValueTask<Position> BeginAsync(Position head, CancellationToken cancellationToken)
    {
        while (true)
        {
            var stored = await records.GetAsync(_key, cancellationToken).ConfigureAwait(false);
            var known = Read(stored, head.Epoch);
            if (known.Offset >= head.Offset && known.Epoch == head.Epoch)
            {
                return known;
            }

            if (await records.PutAsync(_key, Encoding.ASCII.GetBytes(head.ToString()), stored?.Version ?? 0, Lifetime, cancellationToken).ConfigureAwait(false) is not null)
            {
                return head;
            }
        }
    }

    private static Position Read(StoredRecord? record, Epoch epoch) =>
        record is not null && Position.TryParse(Encoding.ASCII.GetString(record.Value.Span), out var life) && life.Epoch == epoch ? life : default;
}
