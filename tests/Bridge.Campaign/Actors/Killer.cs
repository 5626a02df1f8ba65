using Bridge.TestKit;

namespace Bridge.Campaign.Actors;

/// <summary>Kills the server and starts it again, each time when every reader has found its way back and a random number of messages has passed.</summary>
internal sealed class Killer(Field field, SeededRandom random)
{
    public async Task RunAsync()
    {
        for (var kill = 1; kill <= field.Plan.Kills; kill++)
        {
            await WayBackAsync();
            var until = field.Total + random.Below(field.Plan.MaxBetweenKills);
            await field.UntilAsync(() => field.Total >= until, "messages pass before the next kill");
            await field.Life.KillAsync(field.KillAsync);
            await field.StartServerAsync();
            foreach (var channel in field.Channels)
            {
                channel.NewLife(); // with the server up, whatever comes from now on is the new life's, but for what was under way at the kill
            }
        }

        await WayBackAsync();
    }

    private Task WayBackAsync() => field.UntilAsync(
        () => field.Channels.All(channel => channel.InLife > 0 && (!field.Life.Forgets || channel.Gaps == field.Life.Kills)),
        "every reader hears the server again");
}
