using System.Runtime.InteropServices;

namespace Bridge.Sessions;

/// <summary>The subscriptions of one channel by tag. Built when the first message with a restricted audience comes: a channel without such messages pays nothing.</summary>
/// <remarks>Most tags are one session's or one user's: an entry is the subscription itself and, from two on, a set. Leaving must stay cheap when thousands share a tag and leave at once.</remarks>
internal sealed class TagIndex
{
    private readonly Dictionary<string, object> _byTag = new(StringComparer.Ordinal);

    public TagIndex(List<Subscription> subscriptions)
    {
        foreach (var subscription in subscriptions)
        {
            Add(subscription);
        }
    }

    /// <summary>Who has this tag: nobody, a subscription, or a set of them.</summary>
    public object? this[string tag] => _byTag.GetValueOrDefault(tag);

    public void Add(Subscription subscription)
    {
        foreach (var tag in subscription.Tags.Tags)
        {
            ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_byTag, tag, out _);
            switch (entry)
            {
                case null:
                    entry = subscription;
                    break;
                case HashSet<Subscription> many:
                    many.Add(subscription);
                    break;
                default:
                    entry = new HashSet<Subscription> { (Subscription)entry, subscription };
                    break;
            }
        }
    }

    public void Remove(Subscription subscription)
    {
        foreach (var tag in subscription.Tags.Tags)
        {
            var entry = _byTag.GetValueOrDefault(tag);
            if (entry == subscription || (entry is HashSet<Subscription> many && many.Remove(subscription) && many.Count == 0))
            {
                _byTag.Remove(tag);
            }
        }
    }
}
