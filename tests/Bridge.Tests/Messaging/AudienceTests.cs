using Bridge.Messaging;
using Bridge.TestKit;

namespace Bridge.Tests.Messaging;

public sealed class AudienceTests
{
    [Theory]
    [InlineData("", "", "", true)]
    [InlineData("", "", "a", true)]
    [InlineData("a", "", "", false)]
    [InlineData("a", "", "b", false)]
    [InlineData("a,b", "", "b", true)]
    [InlineData("", "a", "a,b", false)]
    [InlineData("", "a", "b", true)]
    [InlineData("a", "b", "a,b", false)]
    [InlineData("a", "b", "a", true)]
    [InlineData("a", "a", "a", false)]
    public void A_reader_needs_one_of_the_tags_and_none_of_the_exceptions(string only, string except, string reader, bool included)
    {
        var audience = only == "" ? Audience.Everyone : Audience.Tagged(only.Split(','));
        audience = except == "" ? audience : audience.But(except.Split(','));

        Assert.Equal(included, audience.Includes(reader == "" ? TagSet.None : TagSet.Of(reader.Split(','))));
    }

    [Fact]
    public void An_audience_of_no_tags_is_not_everyone() => Assert.Throws<ArgumentException>(() => Audience.Tagged(Enumerable.Empty<string>()));

    [Fact]
    public void Exceptions_add_up_and_none_changes_nothing()
    {
        Assert.False(Audience.Everyone.But("a").But("b").Includes(TagSet.Of("a")));
        Assert.True(Audience.Everyone.But().IsEveryone);
    }

    [Fact]
    public void A_session_and_a_user_are_tags()
    {
        var session = new SessionId("abc");
        Assert.True(Audience.Session(session).Includes(TagSet.Of("session:abc")));
        Assert.True(Audience.User("ann").Includes(TagSet.Of(Audience.UserTag("ann"))));
    }

    [Theory]
    [InlineData("ann, the great")]
    [InlineData("Ännchen von Tharau")]
    [InlineData("CN=Анна Каренина,OU=Отдел перевозок,DC=пример,DC=рф")]
    [InlineData("")]
    public void Every_users_name_gives_a_tag(string user)
    {
        Assert.True(TagSet.IsValid(Audience.UserTag(user)));
        Assert.True(TagSet.IsValid(Audience.UserTag(user + new string('x', 1_000))));
    }

    [Fact]
    public void Two_users_never_share_a_tag()
    {
        string[] users = ["a", "A", "a ", "a,", "a%2C", "user:a", new('x', 200), new('x', 201), "ж" + new string('x', 200)];
        Assert.Equal(users.Length, users.Select(Audience.UserTag).Distinct().Count());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a,b")]
    [InlineData("é")]
    [InlineData("a\t")]
    [InlineData("\u007f")]
    public void What_is_no_tag_is_refused(string tag)
    {
        Assert.False(TagSet.IsValid(tag));
        Assert.Throws<FormatException>(() => TagSet.Of("good", tag));
        Assert.Throws<FormatException>(() => Audience.Everyone.But(tag));
    }

    [Fact]
    public void A_tag_has_128_characters_at_most()
    {
        Assert.True(TagSet.IsValid(new string('x', 128)));
        Assert.False(TagSet.IsValid(new string('x', 129)));
        Assert.False(TagSet.IsValid(null));
    }

    [Fact]
    public void A_set_holds_each_tag_once_and_sets_add_up()
    {
        Assert.Equal(["a", "b"], TagSet.Of("a", "b", "a").Tags.ToArray());
        Assert.Equal(["a", "b", "c"], TagSet.Of("a", "b").With(TagSet.Of("b", "c")).Tags.ToArray());
        Assert.Same(TagSet.None, TagSet.Of());
    }

    [Fact]
    public Task Who_is_included_is_what_the_sets_say() => Seeds.RunAsync(500, seed =>
    {
        var random = new SeededRandom(seed);
        string[] Some() => [.. "abcde".Where(_ => random.OneIn(3)).Select(sign => "" + sign)];
        var (only, except, reader) = (Some(), Some(), Some());
        var audience = (only.Length == 0 ? Audience.Everyone : Audience.Tagged(only)).But(except);

        Assert.Equal((only.Length == 0 || only.Intersect(reader).Any()) && !except.Intersect(reader).Any(), audience.Includes(TagSet.Of(reader)));
        return Task.CompletedTask;
    });

    [Fact]
    public void A_users_tag_is_as_long_as_a_tag_may_be_and_a_longer_name_is_hashed()
    {
        var longest = new string('u', TagSet.MaxTagLength - 5);
        Assert.Equal("user:" + longest, Audience.UserTag(longest));
        var hashed = Audience.UserTag(longest + "u");
        Assert.StartsWith("user:#", hashed, StringComparison.Ordinal);
        Assert.True(TagSet.IsValid(hashed));
        Assert.NotEqual(hashed, Audience.UserTag(longest + "v"));
    }

    [Fact]
    public void A_list_of_recipients_that_turned_out_empty_says_what_to_take_for_everyone() =>
        Assert.StartsWith("An audience needs at least one tag; for everyone take Audience.Everyone.", Assert.Throws<ArgumentException>(() => Audience.Tagged()).Message, StringComparison.Ordinal);
}
