using System.Text.Json.Nodes;
using Bridge.PollShapes;

namespace Bridge.Gateway.Inference;

/// <summary>Writes what a shape says of time: how long polls are held, and how often they come.</summary>
internal sealed class WaitDraft(Rhythm rhythm, WaitField? said, Action<string, string, bool> say)
{
    /// <summary>Adds how long polls are held.</summary>
    public void WriteWait(JsonObject shape)
    {
        var wait = new JsonObject();
        if (said is { } field)
        {
            if (field.Name.Place == RequestPlace.Query)
            {
                wait["param"] = field.Name.Key;
            }

            if (field.Unit != ShapeUnit.Seconds)
            {
                wait["unit"] = ChoiceText.Of(field.Unit);
            }

            say("wait.param", field.Why, field.IsDoubt);
        }

        var held = Default();
        if (held is { } time)
        {
            wait["default"] = DurationText.Write(time);
            if (time > new ShapeWait().Max)
            {
                wait["max"] = DurationText.Write(time);
            }
        }

        if (rhythm.IsHeld && rhythm.Quiet is null)
        {
            wait["deadline"] = DurationText.Write((held ?? new ShapeWait().Default) + TimeSpan.FromSeconds(15));
            wait["cut"] = "empty";
            say("wait.cut", "no answer said that nothing is new, so it isn't known how the backend says it: a poll that is cut by the bridge counts as nothing new", true);
        }

        if (wait.Count > 0)
        {
            shape["wait"] = wait;
        }

        TimeSpan? Default()
        {
            if (!rhythm.IsHeld)
            {
                say("wait.default", $"0: answers came at once (the slowest after {Rhythm.Say(rhythm.Longest)}), {Rhythm.Say(rhythm.Gap)} after the answer before", false);
                return TimeSpan.Zero;
            }

            if (said is { } known)
            {
                return known.Time;
            }

            if (rhythm.Quiet is { } quiet)
            {
                say("wait.default", $"answers that said nothing new took {Rhythm.Say(quiet)}", false);
                return Rhythm.Round(quiet);
            }

            var longest = rhythm.Cut is { } cut && cut > rhythm.Longest ? cut : rhythm.Longest;
            var isLong = longest > new ShapeWait().Default;
            say("wait.default", $"polls are held; the longest took {Rhythm.Say(longest)}, and none ran to its end: {(isLong ? "so long at least" : "25 s is a guess")}", true);
            return isLong ? Rhythm.Round(longest) : null;
        }
    }

    /// <summary>Adds how often it is asked.</summary>
    public void WritePace(JsonObject shape)
    {
        if (rhythm.Gaps > 0 && (!rhythm.IsHeld || rhythm.Gap >= TimeSpan.FromMilliseconds(500)))
        {
            shape["pace"] = new JsonObject { ["interval"] = DurationText.Write(Rhythm.Round(rhythm.Gap)) };
            say("pace.interval", $"from an answer to the next request {Rhythm.Say(rhythm.Gap)} passed, in the middle of {rhythm.Gaps}", !rhythm.IsRegular);
        }
    }
}
