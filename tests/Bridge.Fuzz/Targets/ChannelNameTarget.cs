using System.Text.RegularExpressions;
using Bridge.Fuzz.Generation;
using Bridge.Messaging;

namespace Bridge.Fuzz.Targets;

internal sealed partial class ChannelNameTarget : Target
{
    public override string Name => "channel-name";

    public override int MaxLength => 300;

    public override IReadOnlyList<byte[]> Examples { get; } =
        [.. Bytes.Of("news", "a:b.c-d_9", "~own", "", "%2e", new string('x', 128), new string('x', 129), "news\n", "ünï"), Bytes.Units("\ud800"), Bytes.Units("news\ud83d\ude00")];

    public override Outcome Run(byte[] input)
    {
        var text = Bytes.Text(input);
        var valid = Pattern().IsMatch(text);
        OracleException.Unless(ChannelName.TryParse(text, out var name) == valid, $"TryParse does not agree with the pattern of docs/protocol.md: {!valid}.");
        OracleException.Unless(valid ? name.Value == text : name.IsDefault, "The name is not the text.");
        try
        {
            OracleException.Unless(new ChannelName(text) == name && valid, "The constructor takes what TryParse does not.");
        }
        catch (FormatException) when (!valid)
        {
            return new("no name");
        }

        return new("name");
    }

    [GeneratedRegex(@"^[A-Za-z0-9:_.-]{1,128}\z")]
    private static partial Regex Pattern();
}
