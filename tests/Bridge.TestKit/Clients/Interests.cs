using System.Text.Json.Nodes;
using Bridge.Messaging;
using Bridge.TestKit.Wires;

namespace Bridge.TestKit.Clients;

/// <summary>The channels a client wants, and those it has had enough of: said again until the server has confirmed them. Not safe for two threads at once.</summary>
internal sealed class Interests
{
    private readonly Dictionary<string, Interest> _wanted = [];
    private readonly HashSet<string> _leaving = [];
    private int _version;

    /// <summary>Whether every wish is confirmed.</summary>
    public bool AreSettled => _leaving.Count == 0 && _wanted.Values.All(interest => interest.Confirmed);

    public bool Wants(string channel) => _wanted.ContainsKey(channel);

    public void Add(string channel, string? since)
    {
        _wanted[channel] = new Interest(since);
        _leaving.Remove(channel);
        _version++;
    }

    public void Remove(string channel)
    {
        if (_wanted.Remove(channel))
        {
            _leaving.Add(channel);
            _version++;
        }
    }

    public void Confirm(string channel)
    {
        if (_wanted.TryGetValue(channel, out var interest))
        {
            interest.Confirmed = true;
        }
    }

    public void ConfirmLeft(string channel) => _leaving.Remove(channel);

    /// <summary>The session is another one: everything must be asked for anew, from where the handlers stand.</summary>
    public void Restart()
    {
        _leaving.Clear();
        _version++;
        foreach (var interest in _wanted.Values)
        {
            interest.Confirmed = false;
        }
    }

    /// <summary>What is to be said, unless it has been said on this carrier since it last changed.</summary>
    /// <param name="said">The version that the carrier has said.</param>
    /// <param name="cursor">Where the handlers stand: a subscription goes on from there.</param>
    public IReadOnlyList<JsonObject> Take(ref int said, IReadOnlyDictionary<string, Position> cursor)
    {
        if (said == _version)
        {
            return [];
        }

        said = _version;
        return [.. _leaving.Select(Say.Unsubscribe), .. Subscribes(cursor)];
    }

    public IEnumerable<JsonObject> Subscribes(IReadOnlyDictionary<string, Position> cursor) => _wanted
        .Where(pair => !pair.Value.Confirmed)
        .Select(pair => Say.Subscribe(pair.Key, cursor.TryGetValue(pair.Key, out var position) ? position.ToString() : pair.Value.Since));

    private sealed class Interest(string? since)
    {
        public string? Since => since;

        public bool Confirmed { get; set; }
    }
}
