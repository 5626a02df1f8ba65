namespace Bridge.Campaign.Crowds;

/// <summary>The judge of a crowd's clients sees what it is there for.</summary>
public sealed class CrowdNumbersTests
{
    [Theory]
    [InlineData("1:1 2:2 3:3", 3, 0, 0, 0)]
    [InlineData("1:1 2:2 1:1 2:2 3:3", 3, 0, 0, 0)] // positions that were handled: dropped
    [InlineData("1:1 2:3", 2, 1, 0, 0)]
    [InlineData("2:2", 1, 1, 0, 0)]
    [InlineData("1:1 2:2 3:2", 3, 0, 1, 0)]
    [InlineData("1:1 2:3 3:2 4:4", 4, 0, 0, 1)]
    public void What_is_wrong_is_counted(string heard, int handled, int lost, int doubled, int reordered)
    {
        var numbers = new Numbers();
        foreach (var one in heard.Split(' ').Select(one => one.Split(':')))
        {
            numbers.Handle($"aaaaaaaa-{one[0]}", long.Parse(one[1]), TimeSpan.Zero);
        }

        Assert.Equal((handled, lost, doubled, reordered), (numbers.Handled, numbers.Lost, numbers.Doubled, numbers.Reordered));
        Assert.Equal(lost + doubled + reordered == 0, numbers.IsSound);
    }

    [Fact]
    public void Another_epoch_is_counted()
    {
        var numbers = new Numbers();
        numbers.Handle("aaaaaaaa-1", 1, TimeSpan.Zero);
        numbers.Handle("bbbbbbbb-1", 2, TimeSpan.Zero);
        Assert.Equal((1, false), (numbers.Strange, numbers.IsSound));
    }
}
