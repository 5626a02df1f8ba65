using Bridge.PollShapes;

namespace Bridge.Tests.PollShapes;

public sealed class DedupeWindowTests
{
    [Fact]
    public void An_item_is_new_until_it_was_added()
    {
        var window = new DedupeWindow(10, []);
        var items = Items("1", "2", "1", null, null);
        Assert.Equal(["1", "2", null, null], window.New(items).Select(item => item.Id));
        Assert.Equal(4, window.New(items).Count); // an append that failed is tried again with the same items
        window.Add("1");
        Assert.Equal(["2", null, null], window.New(items).Select(item => item.Id));
    }

    [Fact]
    public void The_oldest_id_is_forgotten_first_and_a_reset_forgets_all()
    {
        var window = new DedupeWindow(2, ["1", "2"]);
        window.Add("2");
        window.Add("3");
        Assert.Equal(["2", "3"], window.Ids);
        Assert.Equal(["1"], window.New(Items("1", "2", "3")).Select(item => item.Id));
        window.Clear();
        Assert.Equal(3, window.New(Items("1", "2", "3")).Count); // a backend that began anew uses ids again
    }

    private static AnswerItem[] Items(params string?[] ids) => [.. ids.Select(id => new AnswerItem(default, default, id, null, null))];
}
