using Bridge.PollShapes;
using Bridge.Stores;

namespace Bridge;

/// <summary>Declares the channels that shapes feed, where the application didn't.</summary>
internal static class ShapeChannels
{
    private static readonly Retention Private = new() { MaxMessages = 200, MaxBytes = 1 << 20, MaxAge = TimeSpan.FromMinutes(2) };

    public static void Declare(BridgeOptions options)
    {
        foreach (var shape in options.Shapes)
        {
            var variable = shape.Channel.IndexOf('{');
            var pattern = variable < 0 ? shape.Channel : shape.Channel[..variable] + "*";
            if (options.Channels.Any(rule => rule.Pattern == pattern) || (variable < 0 && !Messaging.ChannelName.IsValid(pattern)))
            {
                continue;
            }

            if (shape.Scope == ShapeScope.Public)
            {
                options.Channels.Add(pattern);
            }
            else
            {
                options.Channels.Add(pattern, rule => rule.Authorize(_ => false).Retain(Private)); // only who brings the credentials is answered, and by the shape alone
            }
        }
    }
}
