using Bridge.Messaging;
using Bridge.Sessions;

namespace Bridge.Tests.Sessions;

/// <summary>Submissions behind one that was refused for now: none overtakes it, and none waits for it for ever.</summary>
public sealed class HeldSubmissionTests
{
    private readonly List<long> _handled = [];
    private readonly Node _node;
    private bool _full = true;

    public HeldSubmissionTests() => _node = new Node(rules: new ChannelRules().Add("desk", rule => rule.Handle((submission, _) =>
    {
        if (_full)
        {
            return ValueTask.FromResult(Outcome.Refuse(Refusal.StoreFull));
        }

        _handled.Add(submission.Id ?? 0);
        return ValueTask.FromResult(Outcome.Done);
    })));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Those_behind_it_wait_until_it_has_come_again()
    {
        var seat = await OpenAsync();
        Assert.Equal(["store_full", "submission_pending", "submission_pending"], await SubmitAsync(seat, 1, 2, 3));
        _full = false;

        Assert.Equal(["submission_pending"], await SubmitAsync(seat, 4));
        Assert.Equal(["accepted", "accepted", "accepted", "accepted"], await SubmitAsync(seat, 1, 2, 3, 4));
        Assert.Equal([1, 2, 3, 4], _handled);
    }

    [Fact]
    public async Task A_client_that_begins_again_behind_it_has_its_outcome_from_elsewhere()
    {
        var seat = await OpenAsync();
        Assert.Equal(["store_full", "submission_pending", "submission_pending"], await SubmitAsync(seat, 1, 2, 3));
        _full = false;

        Assert.Equal(["accepted", "accepted"], await SubmitAsync(seat, 2, 3));
        Assert.Equal([2, 3], _handled);
    }

    [Fact]
    public async Task Also_when_only_one_waited_behind_it()
    {
        var seat = await OpenAsync();
        Assert.Equal(["store_full", "submission_pending"], await SubmitAsync(seat, 1, 2));
        _full = false;

        Assert.Equal(["accepted"], await SubmitAsync(seat, 2));
    }

    [Fact]
    public async Task Once_it_has_its_outcome_nobody_waits_for_it()
    {
        var seat = await OpenAsync();
        Assert.Equal(["store_full"], await SubmitAsync(seat, 1));
        _full = false;

        Assert.Equal(["accepted", "accepted"], await SubmitAsync(seat, 1, 2));
    }

    [Fact]
    public async Task When_an_earlier_one_is_refused_too_those_between_wait_for_that_one()
    {
        var seat = await OpenAsync();
        Assert.Equal(["store_full", "store_full"], await SubmitAsync(seat, 5, 3));
        _full = false;

        Assert.Equal(["submission_pending", "accepted", "accepted", "accepted"], await SubmitAsync(seat, 4, 3, 4, 5));
        Assert.Equal([3, 4, 5], _handled);
    }

    [Fact]
    public async Task What_has_no_id_frees_nobody_who_waits()
    {
        var seat = await OpenAsync();
        Assert.Equal(["store_full", "store_full"], await SubmitAsync(seat, 1, null));
        _full = false;

        Assert.Equal(["accepted", "submission_pending"], await SubmitAsync(seat, null, 2));
    }

    private async Task<SessionSeat> OpenAsync() => (await _node.Desk.OpenAsync(new ClientIntent.Open(null, null, null, null), Caller.Anonymous, Stop)).Seat!;

    private async Task<List<string>> SubmitAsync(SessionSeat seat, params long?[] ids)
    {
        var said = new List<string>();
        foreach (var id in ids)
        {
            var reply = await _node.Desk.SubmitAsync(seat, new ClientIntent.Submit(id, "desk", Payload.Json("1")), Stop);
            said.Add(reply is ServerReply.SubmitRefused refused ? refused.Refusal.Code : "accepted");
        }

        return said;
    }
}
