using Bridge.Messaging;

namespace Bridge.Stores;

/// <summary>What a visit does to a record: the rules of <see cref="ISessionStore.VisitAsync"/>, written once for every store that can run them under its lock.</summary>
public static class VisitRules
{
    /// <summary>Checks the visit against the record and makes the changed record. Pure: nothing is kept.</summary>
    public static VisitResult ApplyTo(this SessionVisit visit, SessionRecord record)
    {
        if (visit.Owner != record.Owner)
        {
            return VisitResult.Unknown;
        }

        if (visit.Page is not null && visit.Page != record.Page)
        {
            return new(VisitStatus.PageCopy, record, record.Node);
        }

        if (visit.Attempt < record.Attempt)
        {
            return new(VisitStatus.Superseded, record, record.Node);
        }

        var changed = record with
        {
            Attempt = visit.TakeLease ? visit.Attempt ?? record.Attempt + 1 : record.Attempt,
            Node = visit.TakeLease ? visit.Node : record.Node,
            LastSeen = visit.Now > record.LastSeen ? visit.Now : record.LastSeen, // nodes' clocks differ: never back
            Subscriptions = Changed(visit, record.Subscriptions),
        };
        return new(VisitStatus.Welcome, changed, record.Node);
    }

    private static IReadOnlyList<SubscriptionRecord> Changed(in SessionVisit visit, IReadOnlyList<SubscriptionRecord> before)
    {
        var after = visit.Acks is { Count: > 0 } acks ? Acked(before, acks) : before;
        if (visit.Unsubscribe is { } ended)
        {
            after = [.. after.Where(subscription => subscription.Channel != ended)];
        }

        if (visit.Subscribe is not { } wanted)
        {
            return after;
        }

        var keeps = visit.KeepPlace;
        return after.Any(subscription => subscription.Channel == wanted.Channel)
            ? [.. after.Select(known => known.Channel != wanted.Channel ? known : keeps ? wanted with { Acked = known.Acked } : wanted)]
            : [.. after, wanted];
    }

    private static IReadOnlyList<SubscriptionRecord> Acked(IReadOnlyList<SubscriptionRecord> before, Cursor acks)
    {
        SubscriptionRecord[]? after = null;
        for (var i = 0; i < before.Count; i++)
        {
            var acked = before[i].Acked;
            if (acks[before[i].Channel] is { } position && (position.Epoch != acked.Epoch || position.Offset > acked.Offset))
            {
                after ??= [.. before];
                after[i] = before[i] with { Acked = position };
            }
        }

        return after ?? before;
    }
}
