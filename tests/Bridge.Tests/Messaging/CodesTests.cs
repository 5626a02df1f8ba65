using Bridge.Messaging;

namespace Bridge.Tests.Messaging;

public sealed class CodesTests
{
    private static readonly CloseReason[] Reasons =
        [.. typeof(CloseReason).GetFields().Where(field => field.FieldType == typeof(CloseReason)).Select(field => (CloseReason)field.GetValue(null)!)];

    [Fact]
    public void No_two_close_reasons_share_a_code()
    {
        Assert.NotEmpty(Reasons);
        Assert.Equal(Reasons.Length, Reasons.Select(reason => reason.Code).Distinct().Count());

        // 1008 stands for every policy (RFC 6455 section 7.4.1); its word tells which.
        Assert.All(Reasons.GroupBy(reason => reason.CloseCode).Where(group => group.Key != 1008), group => Assert.Single(group));
        Assert.Single(Reasons.Where(reason => reason.CloseCode == 1008).Select(reason => (reason.Status, reason.Advice)).Distinct());
    }

    [Fact]
    public void A_close_code_may_stand_in_a_close_frame() => Assert.All(Reasons, reason =>
    {
        Assert.True(reason.CloseCode is (>= 1000 and <= 1014 and not (1004 or 1005 or 1006)) or (>= 4000 and <= 4999), reason.Code);
        Assert.InRange(reason.Code.Length, 1, 123); // the code is the frame's reason
    });

    [Fact]
    public void Every_refusal_is_in_the_table_and_found_by_its_code()
    {
        var fields = typeof(Refusal).GetFields().Where(field => field.FieldType == typeof(Refusal)).Select(field => (Refusal)field.GetValue(null)!).ToList();
        Assert.Equal(fields.OrderBy(refusal => refusal.Code), Refusal.All.OrderBy(refusal => refusal.Code));
        Assert.Equal(fields.Count, fields.Select(refusal => refusal.Code).Distinct().Count());
        Assert.All(fields, refusal => Assert.Matches("^[a-z][a-z_]+$", refusal.Code));
        Assert.All(fields, refusal => Assert.Matches(@"^[A-Z].*\.$", refusal.Text)); // a sentence
        Assert.All(fields, refusal => Assert.Same(refusal, Refusal.Find(refusal.Code)));
        Assert.Null(Refusal.Find("nothing_of_ours"));
    }

    [Fact]
    public void An_applications_refusal_keeps_its_code_and_text()
    {
        var refusal = Refusal.Custom("sold_out_2", "Nothing left.");
        Assert.Equal(("sold_out_2", "Nothing left.", 403, false), (refusal.Code, refusal.Text, refusal.Status, refusal.Retry));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Sold")]
    [InlineData("sold-out")]
    [InlineData("sold out")]
    [InlineData("é")]
    [InlineData("store_full")]
    [InlineData("store_closed")]
    [InlineData("submission_late")]
    [InlineData("submission_unknown")]
    public void An_applications_refusal_can_not_pass_for_one_of_ours(string code) => Assert.Throws<ArgumentException>(() => Refusal.Custom(code, "text"));

    [Fact]
    public void A_code_has_64_characters_at_most()
    {
        Refusal.Custom(new string('x', 64), "");
        Assert.Throws<ArgumentException>(() => Refusal.Custom(new string('x', 65), ""));
    }

    [Theory]
    [InlineData(GapReason.Expired, "expired")]
    [InlineData(GapReason.Evicted, "evicted")]
    [InlineData(GapReason.Epoch, "epoch")]
    [InlineData(GapReason.Ahead, "ahead")]
    public void A_gap_says_why(GapReason reason, string code) => Assert.Equal(code, new Gap("a", reason, default).Code);
}
