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

        _handled.Add(submission.Id!.Value);
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

    private async Task<SessionSeat> OpenAsync() => (await _node.Desk.OpenAsync(new ClientIntent.Open(null, null, null, null), Caller.Anonymous, Stop)).Seat!;

    private async Task<List<string>> SubmitAsync(SessionSeat seat, params long[] ids)
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
