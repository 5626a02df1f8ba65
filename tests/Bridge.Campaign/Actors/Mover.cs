using Bridge.TestKit;
using Bridge.TestKit.Clients;

namespace Bridge.Campaign.Actors;

/// <summary>Moves clients from one transport to the other, spread over the whole campaign, until enough moves came to something.</summary>
internal sealed class Mover(Field field, IReadOnlyList<NativeClient> clients, SeededRandom random)
{
    public async Task RunAsync()
    {
        var every = field.Plan.MovesEvery;
        for (var next = every; !field.IsOver; next += every)
        {
            await field.UntilAsync(() => field.IsOver || field.Total >= next, "messages come");
            var client = random.Pick(clients);
            client.Move(client.Carrier == CarrierKind.WebSocket ? CarrierKind.LongPolling : CarrierKind.WebSocket);
        }
    }
}
