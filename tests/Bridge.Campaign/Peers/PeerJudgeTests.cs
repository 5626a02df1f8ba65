namespace Bridge.Campaign.Peers;

/// <summary>The judge of the table beside the peers, with planted faults.</summary>
public sealed class PeerJudgeTests
{
    [Fact]
    public void A_client_that_heard_all_since_its_first_message_lost_nothing()
    {
        var verdict = Judge(10, [4, 5, 6, 7, 8, 9, 10]);
        Assert.Equal((7, 0, 0, 0), Counts(verdict));
    }

    [Fact]
    public void What_is_missing_between_two_messages_is_lost() => Assert.Equal((7, 2, 0, 0), Counts(Judge(10, [4, 5, 8, 9, 10])));

    [Fact]
    public void What_is_missing_at_the_end_is_lost() => Assert.Equal((7, 3, 0, 0), Counts(Judge(10, [4, 5, 6, 7])));

    [Fact]
    public void What_comes_again_is_doubled_however_late() => Assert.Equal((3, 0, 2, 0), Counts(Judge(3, [1, 2, 2, 3, 1])));

    [Fact]
    public void What_comes_after_a_later_one_is_reordered_and_not_lost() => Assert.Equal((4, 0, 0, 1), Counts(Judge(4, [1, 3, 2, 4])));

    [Fact]
    public void What_was_published_before_the_first_message_and_comes_late_is_reordered() => Assert.Equal((2, 0, 0, 1), Counts(Judge(4, [3, 2, 4])));

    [Fact]
    public void Every_client_is_owed_its_own_messages() => Assert.Equal((5, 1, 0, 0), Counts(Judge(3, [1, 3], [2, 3])));

    [Fact]
    public void A_client_that_heard_nothing_is_deaf_and_is_owed_nothing()
    {
        var verdict = Judge(3, [1, 2, 3], []);
        Assert.Equal((3, 0, 0, 0), Counts(verdict));
        Assert.Equal(1, verdict.Deaf);
        Assert.Single(verdict.First);
    }

    [Fact]
    public void The_longest_silence_is_between_two_messages_or_until_publishing_ended()
    {
        Assert.Equal(TimeSpan.FromSeconds(4), Silence(ended: 7_000, 1_000, 5_000, 6_000));
        Assert.Equal(TimeSpan.FromSeconds(5), Silence(ended: 11_000, 1_000, 5_000, 6_000));
        Assert.Equal(TimeSpan.FromSeconds(4), Silence(ended: 4_000, 1_000, 5_000));
    }

    [Fact]
    public void The_time_to_the_first_message_begins_with_connecting()
    {
        var verdict = PeerJudge.Judge([new Hearing(400, [1], [1_000], false, 0), new Hearing(500, [1], [700], true, 2)], 1, 1_000);
        Assert.Equal([TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(600)], verdict.First);
        Assert.Equal((1, 2), (verdict.GaveUp, verdict.Gaps));
    }

    private static PeerVerdict Judge(int last, params int[][] clients) =>
        PeerJudge.Judge([.. clients.Select(numbers => new Hearing(0, numbers, [.. numbers.Select((_, n) => 1_000.0 * n)], false, 0))], last, 1_000);

    private static TimeSpan Silence(double ended, params double[] times) =>
        PeerJudge.Judge([new Hearing(0, [.. times.Select((_, n) => n + 1)], times, false, 0)], times.Length, ended).Silence;

    private static (int Owed, int Lost, int Doubled, int Reordered) Counts(PeerVerdict verdict) => (verdict.Owed, verdict.Lost, verdict.Doubled, verdict.Reordered);
}
