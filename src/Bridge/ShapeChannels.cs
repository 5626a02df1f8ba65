using Bridge.Migration;
using Bridge.PollShapes;
using Bridge.Sessions;
using Bridge.Stores;

namespace Bridge;

/// <summary>Declares the channels that shapes feed, where the application didn't.</summary>
internal static class ShapeChannels
{
    private static readonly Retention Private = new() { MaxMessages = 200, MaxBytes = 1 << 20, MaxAge = TimeSpan.FromMinutes(2) };

    public static void Declare(ChannelRules channels, IEnumerable<PollShape> shapes)
    {
        if (shapes.Any() && !channels.Any(rule => rule.Pattern == StageBook.Channel.Value))
        {
            channels.Add(StageBook.Channel.Value, rule => rule.Retain(Private)); // tells names of shapes, which every page's script holds anyway
        }

        foreach (var shape in shapes)
        {
            var variable = shape.Channel.IndexOf('{');
            var pattern = variable < 0 ? shape.Channel : shape.Channel[..variable] + "*";
            if (channels.Any(rule => rule.Pattern == pattern) || (variable < 0 && !Messaging.ChannelName.IsValid(pattern)))
            {
                continue;
            }

            if (shape.Scope == ShapeScope.Public)
            {
                channels.Add(pattern);
            }
            else
            {
                channels.Add(pattern, rule => rule.Authorize(_ => false).Retain(Private)); // only who has shown the credentials: answered by the shape, or with a ticket
            }
        }
    }
}
