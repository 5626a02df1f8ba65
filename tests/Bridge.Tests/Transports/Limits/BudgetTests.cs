using Bridge.TestKit;
using Bridge.Transports.Limits;

namespace Bridge.Tests.Transports.Limits;

public sealed class BudgetTests
{
    private static readonly Rate TwoASecond = new(2, 10);

    [Fact]
    public void A_rested_one_spends_a_burst_at_once_and_then_its_rate()
    {
        var budget = default(Budget);

        Assert.Equal(10, Enumerable.Range(0, 50).Count(_ => budget.Spend(TwoASecond, 1_000)));
        Assert.False(budget.Spend(TwoASecond, 1_499));
        Assert.True(budget.Spend(TwoASecond, 1_500));
        Assert.False(budget.Spend(TwoASecond, 1_999));
        Assert.Equal(10, Enumerable.Range(0, 50).Count(_ => budget.Spend(TwoASecond, 100_000)));
    }

    [Fact]
    public void What_is_left_may_be_overdrawn_once_and_the_debt_is_paid_by_waiting()
    {
        var budget = default(Budget);

        Assert.True(budget.Spend(TwoASecond, 0, cost: 1_000)); // counts as a burst
        Assert.True(budget.IsSpent(TwoASecond, 499));
        Assert.Equal(1, budget.Wait(TwoASecond));
        Assert.True(budget.Spend(TwoASecond, 500, cost: 10));
        Assert.Equal(5_000, budget.Wait(TwoASecond));
        Assert.False(budget.Spend(TwoASecond, 5_499));
        Assert.True(budget.Spend(TwoASecond, 5_500));
    }

    [Fact]
    public void Each_has_its_own()
    {
        var (book, _) = Book();

        Assert.Equal(10, Spend(book, "a", 20));
        Assert.Equal(10, Spend(book, "b", 20));
        Assert.True(book.IsSpent("a"));
        Assert.False(book.IsSpent("c"));
    }

    [Fact]
    public void A_debt_is_remembered_until_it_is_paid_however_often_the_tables_turn()
    {
        var (book, scheduler) = Book();
        for (var second = 0; second < 100; second++)
        {
            Spend(book, "a", 50); // never lets it rest
            scheduler.Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(2, Spend(book, "a", 50));
        }

        scheduler.Clock.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal(10, Spend(book, "a", 50));
    }

    [Fact]
    public void Those_for_whom_there_is_no_room_share_one_and_those_that_are_known_keep_theirs()
    {
        var (book, scheduler) = Book(room: 3);
        foreach (var known in (string[])["a", "b", "c"])
        {
            Assert.Equal(5, Spend(book, known, 5));
        }

        Assert.Equal(10, Enumerable.Range(0, 500).Count(n => book.Spend($"stranger {n}")));
        Assert.Equal(5, Spend(book, "a", 20));
        scheduler.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(10, Spend(book, "one of them", 20)); // the three went away: there is room
    }

    private static int Spend(BudgetBook<string> book, string key, int times) => Enumerable.Range(0, times).Count(_ => book.Spend(key));

    private static (BudgetBook<string> Book, QueueScheduler Scheduler) Book(int room = 100)
    {
        var scheduler = new QueueScheduler();
        return (new BudgetBook<string>(TwoASecond, scheduler, room), scheduler);
    }
}
