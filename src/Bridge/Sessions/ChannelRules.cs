using System.Collections;
using Bridge.Messaging;

namespace Bridge.Sessions;

/// <summary>The channels that exist. A channel that no rule names is refused to everybody and never created.</summary>
public sealed class ChannelRules : IEnumerable<ChannelRule>
{
    private readonly Dictionary<string, ChannelRule> _exact = new(StringComparer.Ordinal);
    private readonly List<ChannelRule> _prefixes = []; // longest first: the most specific rule counts

    /// <summary>Declares a channel, or with <c>*</c> at the end all channels that begin so. A rule without conditions lets everybody read and nobody submit.</summary>
    /// <exception cref="ArgumentException">The pattern is none, or declared already.</exception>
    public ChannelRules Add(string pattern, Action<ChannelRule>? configure = null)
    {
        var isPrefix = pattern.EndsWith('*');
        var name = isPrefix ? pattern[..^1] : pattern;
        if (!(isPrefix && name.Length == 0) && !ChannelName.IsValid(name))
        {
            throw new ArgumentException($"'{pattern}' is no channel pattern: a name of A-Z a-z 0-9 : _ . - (1 to 128), or the beginning of names and one * at the end.", nameof(pattern));
        }

        if (_exact.ContainsKey(pattern) || _prefixes.Exists(rule => rule.Pattern == pattern))
        {
            throw new ArgumentException($"The channel pattern '{pattern}' is declared twice.", nameof(pattern));
        }

        var rule = new ChannelRule(pattern);
        configure?.Invoke(rule);
        if (isPrefix)
        {
            _prefixes.Add(rule);
            _prefixes.Sort((one, other) => other.Pattern.Length.CompareTo(one.Pattern.Length));
        }
        else
        {
            _exact.Add(pattern, rule);
        }

        return this;
    }

    /// <inheritdoc/>
    public IEnumerator<ChannelRule> GetEnumerator() => _exact.Values.Concat(_prefixes).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The rule for a channel, or null: it does not exist.</summary>
    internal ChannelRule? Find(ChannelName channel)
    {
        if (_exact.TryGetValue(channel.Value, out var exact))
        {
            return exact;
        }

        foreach (var rule in _prefixes)
        {
            if (channel.Value.AsSpan().StartsWith(rule.Pattern.AsSpan(..^1)))
            {
                return rule;
            }
        }

        return null;
    }
}
