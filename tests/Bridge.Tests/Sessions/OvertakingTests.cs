using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.Stores;

namespace Bridge.Tests.Sessions;

/// <summary>No submission overtakes another, and none waits for one that will not come. Each of these was found by the simulation.</summary>
public sealed class OvertakingTests
{
    private static readonly ChannelName Published = "published";

    private readonly Application _application = new();
    private readonly FailingRecords _records;
    private readonly Node _node;

    public OvertakingTests()
    {
        var rules = new ChannelRules().Add("handled", rule => rule.Handle(_application)).Add("published", rule => rule.AcceptSubmissions());
        var plain = new Node(rules: rules);
        _records = new FailingRecords(plain.Records);
        _node = new Node(plain.Scheduler, plain.Store, rules, plain.Options, records: _records);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Those_behind_one_that_met_a_fault_of_the_store_wait_until_it_comes_again()
    {
        var seat = await SeatAsync();
        _records.Fails = true;
        await Assert.ThrowsAsync<IOException>(async () => await SubmitAsync(seat, 1, "handled"));
        _records.Fails = false;

        Assert.Equal("submission_pending", await SubmitAsync(seat, 2, "handled"));
        Assert.Equal("accepted", await SubmitAsync(seat, 1, "handled"));
        Assert.Equal("accepted", await SubmitAsync(seat, 2, "handled"));
        Assert.Equal([1, 2], _application.Seen.Select(submission => submission.Id!.Value));
    }

    [Fact]
    public async Task Those_behind_one_that_got_its_outcome_elsewhere_pass_when_they_come_again()
    {
        var seat = await SeatAsync();
        _application.Next = "refused for now";
        Assert.Equal("store_full", await SubmitAsync(seat, 1, "handled"));
        Assert.Equal("submission_pending", await SubmitAsync(seat, 2, Published));
        Assert.Equal("submission_pending", await SubmitAsync(seat, 3, Published));

        // The client heard the outcome of 1 on another connection, and never sends it here again.
        Assert.Equal("accepted", await SubmitAsync(seat, 2, Published));
        Assert.Equal("accepted", await SubmitAsync(seat, 3, Published));
    }

    [Fact]
    public async Task Those_behind_one_that_is_refused_again_wait_again()
    {
        var seat = await SeatAsync();
        _application.Next = "refused for now";
        for (var round = 0; round < 3; round++)
        {
            Assert.Equal("store_full", await SubmitAsync(seat, 1, "handled"));
            Assert.Equal("submission_pending", await SubmitAsync(seat, 2, Published));
        }

        Assert.Equal(0, (await _node.HeadAsync(Published)).Offset);
    }

    [Fact]
    public async Task A_copy_that_comes_after_later_ones_have_run_is_not_run_any_more()
    {
        var seat = await SeatAsync();
        Assert.Equal("accepted", await SubmitAsync(seat, 7, "handled"));

        Assert.Equal("submission_unknown", await SubmitAsync(seat, 3, "handled"));
        Assert.Equal(1, _application.Runs);
    }

    private async Task<SessionSeat> SeatAsync() =>
        (await _node.Desk.OpenAsync(new ClientIntent.Open(null, null, null, null), Caller.Anonymous, Stop)).Seat!;

    private async Task<string> SubmitAsync(SessionSeat seat, long id, ChannelName channel) =>
        await _node.Desk.SubmitAsync(seat, new ClientIntent.Submit(id, channel, Payload.Json("1")), Stop) is ServerReply.SubmitRefused refused ? refused.Refusal.Code : "accepted";

    private sealed class FailingRecords(IRecordStore records) : IRecordStore
    {
        public bool Fails { get; set; }

        public ValueTask<StoredRecord?> GetAsync(string key, CancellationToken cancellationToken) =>
            Fails ? throw new IOException("The store is away.") : records.GetAsync(key, cancellationToken);

        public ValueTask<long?> PutAsync(string key, ReadOnlyMemory<byte> value, long expectedVersion, TimeSpan lifetime, CancellationToken cancellationToken) =>
            records.PutAsync(key, value, expectedVersion, lifetime, cancellationToken);

        public ValueTask<bool> DeleteAsync(string key, long expectedVersion, CancellationToken cancellationToken) => records.DeleteAsync(key, expectedVersion, cancellationToken);
    }
}
