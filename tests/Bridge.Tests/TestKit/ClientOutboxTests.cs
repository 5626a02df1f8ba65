using System.Text.Json;
using Bridge.TestKit.Clients;
using Bridge.TestKit.Hosting;
using Bridge.TestKit.Wires;

namespace Bridge.Tests.TestKit;

public sealed class ClientOutboxTests
{
    [Fact]
    public async Task A_client_that_is_refused_for_now_begins_again_from_its_first_without_an_outcome()
    {
        var change = new Change();
        var outbox = new Outbox(change);
        _ = Enumerable.Range(0, 4).Select(n => outbox.Add("news", $"{n}")).ToList();
        outbox.Begin(1);
        Assert.Equal([1, 2, 3, 4], outbox.Take(0).Select(taken => taken.Id));
        outbox.Resolve(Of("""{"type":"accepted","id":1}"""));

        var again = change.Next;
        outbox.Resolve(Of("""{"type":"refused","id":4,"code":"submission_pending"}""")); // those of 2 and 3 are on their way
        Assert.Empty(outbox.Take(4));
        await again.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        Assert.Equal([2, 3, 4], outbox.Take(4).Select(taken => taken.Id));
        Assert.Empty(outbox.Take(4));
    }

    private static Envelope Of(string json) => new(JsonDocument.Parse(json).RootElement);
}
