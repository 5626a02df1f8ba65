using System.Collections;
using Bridge.Messaging;

namespace Bridge.Sessions;

/// <summary>The channels that exist. A channel that no rule names is refused to everybody and never created.</summary>
public sealed class ChannelRules : IEnumerable<ChannelRule>
{
    private readonly Lock _lock = new();
    private IReadOnlyDictionary<string, ChannelRule> _exact = new Dictionary<string, ChannelRule>(StringComparer.Ordinal);
    private ChannelRule[] _prefixes = []; // longest first: the most specific rule counts

    /// <summary>Declares a channel, or with <c>*</c> at the end all channels that begin so. A rule without conditions lets everybody read and nobody submit.</summary>
    /// <remarks>May be called while channels are in use: whoever looks one up meanwhile finds the rules of before or after.</remarks>
    /// <exception cref="ArgumentException">The pattern is none, or declared already.</exception>
    public ChannelRules Add(string pattern, Action<ChannelRule>? configure = null)
    {
        var isPrefix = pattern.EndsWith('*');
        var name = isPrefix ? pattern[..^1] : pattern;
        if (!(isPrefix && name.Length == 0) && !ChannelName.IsValid(name))
        {
            throw new ArgumentException($"'{pattern}' is no channel pattern: a name of A-Z a-z 0-9 : _ . - (1 to 128), or the beginning of names and one * at the end.", nameof(pattern));
        }

        var rule = new ChannelRule(pattern);
        configure?.Invoke(rule);
        lock (_lock)
        {
            if (this.Any(known => known.Pattern == pattern))
            {
                throw new ArgumentException($"The channel pattern '{pattern}' is declared twice.", nameof(pattern));
            }

            if (isPrefix)
            {
                Volatile.Write(ref _prefixes, [.. _prefixes.Append(rule).OrderByDescending(known => known.Pattern.Length)]);
            }
            else
            {
                Volatile.Write(ref _exact, new Dictionary<string, ChannelRule>(_exact, StringComparer.Ordinal) { [pattern] = rule });
            }
        }

        return this;
    }

    /// <inheritdoc/>
    public IEnumerator<ChannelRule> GetEnumerator() => _exact.Values.Concat(_prefixes).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The rule for a channel, or null: it does not exist.</summary>
    internal ChannelRule? Find(ChannelName channel)
    {
        if (channel == SessionOrder.Channel)
        {
            return null; // whatever the patterns say: what nodes tell each other is nobody else's
        }

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
