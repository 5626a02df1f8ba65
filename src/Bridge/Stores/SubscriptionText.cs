using System.Text;
using Bridge.Messaging;

namespace Bridge.Stores;

/// <summary>Subscriptions as a column: a line each, <c>channel position tag,tag</c>. None of the parts holds a space.</summary>
internal static class SubscriptionText
{
    public static string Write(IReadOnlyList<SubscriptionRecord> subscriptions)
    {
        var text = new StringBuilder();
        foreach (var subscription in subscriptions)
        {
            text.Append(text.Length == 0 ? "" : "\n").Append(subscription.Channel.Value).Append(' ').Append(subscription.Acked).Append(' ')
                .AppendJoin(',', subscription.Tags.Tags.ToArray());
        }

        return text.ToString();
    }

    /// <exception cref="FormatException">It is none: the store is damaged.</exception>
    public static IReadOnlyList<SubscriptionRecord> Read(string text) => text.Length == 0 ? [] : [.. text.Split('\n').Select(ReadLine)];

    private static SubscriptionRecord ReadLine(string line) =>
        line.Split(' ') is [var channel, var position, var tags] && Position.TryParse(position, out var acked)
            ? new SubscriptionRecord(channel, acked, tags.Length == 0 ? TagSet.None : TagSet.Of(tags.Split(',')))
            : throw new FormatException($"'{line}' is no subscription.");
}
