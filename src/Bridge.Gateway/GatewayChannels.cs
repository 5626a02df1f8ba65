using Bridge.Messaging;
using Bridge.Sessions;

namespace Bridge.Gateway;

/// <summary>Channels that no shape feeds: any backend publishes to them over HTTP, new pages read them.</summary>
/// <param name="Rules">Channels, or beginnings of names and <c>*</c>, and whether what clients submit is published.</param>
/// <param name="Publishers">Who may publish: a name and a key each.</param>
internal sealed record GatewayChannels(IReadOnlyList<(string Pattern, bool AcceptsSubmissions)> Rules, IReadOnlyDictionary<string, string> Publishers)
{
    private const string Submit = "submit";

    /// <summary>Whether there are any.</summary>
    public bool IsEmpty => Rules.Count == 0;

    /// <summary>Reads <c>Channels</c> and <c>Publishers</c>; what is wrong goes to the faults.</summary>
    public static GatewayChannels Read(IConfigurationSection section, IReadOnlyDictionary<string, string> publishers, OptionFaults faults)
    {
        var rules = new List<(string, bool)>();
        var tried = new ChannelRules();
        foreach (var child in section.GetSection("Channels").GetChildren())
        {
            var words = (child.Value ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words is not ([_] or [_, Submit]))
            {
                faults.Add(child.Path, $"'{child.Value}' is no channel; write a list like [ \"news\", \"room:*\", \"chat {Submit}\" ].");
                continue;
            }

            try
            {
                tried.Add(words[0]);
                rules.Add((words[0], words.Length > 1));
            }
            catch (ArgumentException wrong)
            {
                faults.Add(child.Path, wrong.Message.Split(" (Parameter")[0]);
            }
        }

        if (rules.Count == 0 && publishers.Count > 0)
        {
            faults.Add($"{section.Path}:Publishers", "may publish, but there is no channel under Channels to publish to.");
        }

        return new GatewayChannels(rules, publishers);
    }

    /// <summary>Declares them.</summary>
    public void AddTo(BridgeOptions options)
    {
        foreach (var (pattern, acceptsSubmissions) in Rules)
        {
            options.Channels.Add(pattern, acceptsSubmissions ? rule => rule.AcceptSubmissions() : null);
        }

        foreach (var key in Publishers.Values)
        {
            options.Publishing.ApiKeys.Add(key);
        }
    }
}
