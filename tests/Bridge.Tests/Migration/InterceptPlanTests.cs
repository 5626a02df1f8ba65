using System.Text;
using System.Text.Json;
using Bridge.Migration;
using Bridge.PollShapes;
using Bridge.Tests.Answering;

namespace Bridge.Tests.Migration;

public sealed class InterceptPlanTests
{
    [Fact]
    public void A_shape_is_told_as_the_script_needs_it()
    {
        var plan = Plan(AnswerSite.Public);
        var shape = plan.GetProperty("shapes")[0];
        Assert.Equal(("/bridge", "bridge:stages", 120_000, 5_000), (
            plan.GetProperty("url").GetString(), plan.GetProperty("stages").GetString(), plan.GetProperty("audit").GetInt64(), plan.GetProperty("patience").GetInt64()));
        Assert.Equal("^/events$", shape.GetProperty("path").GetString());
        Assert.Equal("""[{"in":"query","key":"lastId","var":"lastId"}]""", shape.GetProperty("cursor").GetRawText());
        Assert.Equal("""{"names":["_"],"prefixes":[],"valueless":false}""", shape.GetProperty("ignore").GetRawText());
        Assert.Equal(2_000, shape.GetProperty("hold").GetInt64());
        Assert.Equal("""{"status":200,"headers":[["Content-Type",["application/json"]],["X-Mine",["yes"]]],"body":["[","items","]"]}""", shape.GetProperty("answer").GetRawText());
        Assert.Equal("""["[]"]""", shape.GetProperty("empty").GetProperty("body").GetRawText());
    }

    [Theory]
    [InlineData("\"cursor\": { \"parts\": [{", "\"cursor\": { \"parts\": [{ \"var\": \"other\", \"from\": \"body\", \"path\": \"o\" }, {", "a part of its cursor stands in no parameter")]
    [InlineData("\"ignore\": { \"names\": [\"_\"] }", "\"ignore\": { \"prefixes\": [\"last\"] }", "what it ignores covers a parameter that it names")]
    [InlineData("\"body\": \"[{items}]\"", "\"body\": \"[{items}]\", \"item\": \"{data}\"", "its items are not answered as they are")]
    public void What_the_script_could_not_do_right_it_is_not_told(string before, string after, string why)
    {
        var json = AnswerSite.Public.Replace(before, after, StringComparison.Ordinal);
        Assert.NotEqual(AnswerSite.Public, json);
        Assert.Equal(why, InterceptPlan.Fault(Shapes(json)["board"]!));
        Assert.Equal(0, Plan(json).GetProperty("shapes").GetArrayLength());
    }

    [Fact]
    public void Every_sample_has_a_plan_or_a_reason()
    {
        foreach (var name in PollShapes.Samples.Names)
        {
            var shape = PollShapes.Samples.Read(name);
            Assert.NotEqual(InterceptPlan.Fault(shape) is null, Encoding.UTF8.GetString(Write([shape])).Contains("\"shapes\":[]", StringComparison.Ordinal));
        }
    }

    private static BridgeShapes Shapes(string json) => new BridgeShapes().Add("board", json);

    private static byte[] Write(IEnumerable<PollShape> shapes) => InterceptPlan.Write("/bridge", TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(5), shapes);

    private static JsonElement Plan(string json) => JsonDocument.Parse(Write(Shapes(json))).RootElement;
}
