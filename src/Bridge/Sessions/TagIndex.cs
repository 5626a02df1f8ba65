using System.Runtime.InteropServices;

namespace Bridge.Sessions;

/// <summary>The subscriptions of one channel by tag. Built when the first message with a restricted audience comes: a channel without such messages pays nothing.</summary>
internal sealed class TagIndex
{
    private readonly Dictionary<string, List<Subscription>> _byTag = new(StringComparer.Ordinal);

    public TagIndex(List<Subscription> subscriptions)
    {
        foreach (var subscription in subscriptions)
        {
            Add(subscription);
        }
    }

    /// <summary>The subscriptions with this tag.</summary>
    public ReadOnlySpan<Subscription> this[string tag] => _byTag.TryGetValue(tag, out var tagged) ? CollectionsMarshal.AsSpan(tagged) : [];

    public void Add(Subscription subscription)
    {
        foreach (var tag in subscription.Tags.Tags)
        {
            ref var tagged = ref CollectionsMarshal.GetValueRefOrAddDefault(_byTag, tag, out _);
            (tagged ??= new(1)).Add(subscription);
        }
    }

    public void Remove(Subscription subscription)
    {
        foreach (var tag in subscription.Tags.Tags)
        {
            if (_byTag.TryGetValue(tag, out var tagged) && tagged.Remove(subscription) && tagged.Count == 0)
            {
                _byTag.Remove(tag);
            }
        }
    }
}
