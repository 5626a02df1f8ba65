using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.Stores;

namespace Bridge.Tests.Sessions;

/// <summary>The record of a session's submissions: what it costs, and what happens when somebody else writes it too.</summary>
public sealed class SubmissionRecordTests
{
    private static readonly SessionId Session = new("session-1");

    private readonly Application _application = new();
    private readonly ContestedRecords _records;
    private readonly Node _node;

    public SubmissionRecordTests()
    {
        var rules = new ChannelRules().Add("handled", rule => rule.Handle(_application));
        var plain = new Node(rules: rules);
        _records = new ContestedRecords(plain.Records);
        _node = new Node(plain.Scheduler, plain.Store, rules, plain.Options, records: _records);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_submission_costs_the_store_two_writes_and_its_retry_none()
    {
        Assert.Equal("accepted", await SubmitAsync(_node, 1));
        Assert.Equal("accepted", await SubmitAsync(_node, 1));

        Assert.Equal((2, 0), (_records.Writes, _records.Lost));
    }

    [Fact]
    public async Task An_outcome_that_loses_a_race_for_the_record_is_kept_all_the_same()
    {
        _records.Loses = write => write == 2;
        Assert.Equal("accepted", await SubmitAsync(_node, 1));

        var retry = SubmitAsync(_node, 1);
        Assert.True(retry.IsCompleted); // it finds the outcome, not a claim to wait for
        Assert.Equal("accepted", await retry);
        Assert.Equal(1, _application.Runs);
    }

    [Fact]
    public async Task An_outcome_that_loses_every_race_is_told_at_least()
    {
        _records.Loses = write => write >= 2;

        Assert.Equal("accepted", await SubmitAsync(_node, 1));
    }

    [Fact]
    public async Task Taking_over_from_a_dead_node_costs_one_write_more()
    {
        _application.Next = "never ends";
        _ = SubmitAsync(_node, 1);
        _application.Next = "done";
        _node.Scheduler.Clock.Advance((2 * _node.Options.SubmissionTimeout) + TimeSpan.FromSeconds(1)); // the dead node's wheel does not turn: nothing is run
        var before = _records.Writes;

        Assert.Equal("accepted", await SubmitAsync(_node.Beside(records: _records), 2));
        Assert.Equal((3, 0), (_records.Writes - before, _records.Lost));
    }

    [Fact]
    public async Task What_an_earlier_version_wrote_is_found()
    {
        var book = new SubmissionBook();
        book.Finish(1, SubmissionOutcome.Refused(Refusal.Custom("sold_out", "Nothing left.")));
        await _records.PutAsync("submissions/session-1", book.Write(), 0, TimeSpan.FromHours(1), Stop); // the key is a format: durable stores keep it over an upgrade

        Assert.Equal("sold_out", await SubmitAsync(_node, 1));
    }

    private static async Task<string> SubmitAsync(Node node, long id) =>
        await node.Gate.SubmitAsync(new ClientIntent.Submit(id, "handled", Payload.Json("1")), Session, Caller.Anonymous, Stop) is ServerReply.SubmitRefused refused ? refused.Refusal.Code : "accepted";

    /// <summary>Counts the writes; those that a test says are lost to somebody who was faster.</summary>
    private sealed class ContestedRecords(IRecordStore records) : IRecordStore
    {
        public Func<int, bool> Loses { get; set; } = _ => false;

        public int Writes { get; private set; }

        public int Lost { get; private set; }

        public ValueTask<StoredRecord?> GetAsync(string key, CancellationToken cancellationToken) => records.GetAsync(key, cancellationToken);

        public async ValueTask<long?> PutAsync(string key, ReadOnlyMemory<byte> value, long expectedVersion, TimeSpan lifetime, CancellationToken cancellationToken)
        {
            var version = Loses(++Writes) ? null : await records.PutAsync(key, value, expectedVersion, lifetime, cancellationToken);
            Lost += version is null ? 1 : 0;
            return version;
        }

        public ValueTask<bool> DeleteAsync(string key, long expectedVersion, CancellationToken cancellationToken) => records.DeleteAsync(key, expectedVersion, cancellationToken);
    }
}
