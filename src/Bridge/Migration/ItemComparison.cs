using Bridge.Messaging;
using Bridge.PollShapes;

namespace Bridge.Migration;

/// <summary>Compares a backend's items with those that the bridge holds after the same cursor: one by one, byte for byte.</summary>
internal static class ItemComparison
{
    /// <summary>What is wrong; null: nothing, or not yet: the bridge holds fewer, and those are the same.</summary>
    /// <param name="theirs">The backend's, the oldest first.</param>
    /// <param name="ours">The bridge's.</param>
    /// <param name="items">Reads ours.</param>
    public static string? Fault(IReadOnlyList<AnswerItem> theirs, IReadOnlyList<Message> ours, StoredItems items)
    {
        var count = Math.Min(theirs.Count, ours.Count);
        for (var i = 0; i < count; i++)
        {
            if (theirs[i].Raw.Span.SequenceEqual(ours[i].Payload.Bytes.Span))
            {
                continue;
            }

            var their = theirs[i].Id;
            var our = items.Read(ours[i].Payload.Bytes).Id;
            return their is not null && their == our ? $"item {i + 1} (id {Short(their)}) is changed"
                : ours.Any(message => message.Payload.Bytes.Span.SequenceEqual(theirs[i].Raw.Span))
                    ? theirs.Any(item => item.Raw.Span.SequenceEqual(ours[i].Payload.Bytes.Span)) ? $"item {i + 1} is in another order" : $"item {i + 1} (id {Short(our)}) is extra: only the bridge has it"
                    : $"item {i + 1} (id {Short(their)}) is missing: only the backend has it";
        }

        return null;
    }

    private static string Short(string? id) => id is null ? "unknown" : id.Length > 40 ? id[..40] : id;
}
