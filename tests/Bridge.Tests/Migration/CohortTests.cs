using Bridge.Migration;

namespace Bridge.Tests.Migration;

public sealed class CohortTests
{
    private static readonly StageRule Anybody = new();

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(25)]
    [InlineData(50)]
    public void Of_two_thousand_ids_the_share_is_within_three_sigma(double percent)
    {
        const int count = 2_000;
        var share = percent / 100;
        var inside = Enumerable.Range(0, count).Count(n => Cohort.IsIn(Anybody, percent, $"user{n}"));
        Assert.InRange(inside, (count * share) - (3 * Math.Sqrt(count * share * (1 - share))), (count * share) + (3 * Math.Sqrt(count * share * (1 - share))));
    }

    [Fact]
    public void Who_is_in_stays_in_when_the_percentage_rises()
    {
        double[] steps = [1, 5, 25, 50, 99, 100];
        for (var n = 0; n < 2_000; n++)
        {
            var sides = steps.Select(percent => Cohort.IsIn(Anybody, percent, $"user{n}")).ToList();
            Assert.Equal(sides.Order(), sides);
            Assert.True(sides[^1]);
        }
    }

    /// <summary>An id falls where it fell yesterday, on another node and in the next version: these are written down.</summary>
    [Theory]
    [InlineData("ann", 28.737)]
    [InlineData("bob", 50.669)]
    [InlineData("7f3a9c", 75.267)]
    public void An_id_never_changes_sides(string id, double share) => Assert.Equal(share, Cohort.Share(id), 0.001);

    [Fact]
    public void Who_has_no_id_is_in_with_everybody_only()
    {
        Assert.False(Cohort.IsIn(Anybody, 99.9, null));
        Assert.True(Cohort.IsIn(Anybody, 100, null));
        Assert.False(Cohort.IsIn(Anybody, 0, null));
    }

    [Fact]
    public void Lists_count_before_the_percentage()
    {
        var rule = new StageRule { Allow = ["ann", "eve"], Deny = ["bob", "eve"] };
        Assert.True(Cohort.IsIn(rule, 0, "ann"));
        Assert.False(Cohort.IsIn(rule, 100, "bob"));
        Assert.False(Cohort.IsIn(rule, 100, "eve")); // who is in both is out: the careful side
    }
}
