using System.Text;
using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Sqlite;

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

    public static IReadOnlyList<SubscriptionRecord> Read(string text) => text.Length == 0 ? [] : [.. text.Split('\n').Select(ReadLine)];

    private static SubscriptionRecord ReadLine(string line)
    {
        var parts = line.Split(' ');
        return Position.TryParse(parts[1], out var acked)
            ? new SubscriptionRecord(parts[0], acked, parts[2].Length == 0 ? TagSet.None : TagSet.Of(parts[2].Split(',')))
            : throw new FormatException($"'{parts[1]}' is no position.");
    }
}
