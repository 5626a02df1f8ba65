using Bridge.TestKit.Faults;

namespace Bridge.Tests.TestKit;

/// <summary>A stated chance is the chance, whatever else is set.</summary>
public sealed class FaultScriptTests
{
    private const int Draws = 20_000;

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.3)]
    [InlineData(0.0)]
    public void The_chance_that_a_socket_is_cut_is_the_connections_not_each_directions(double chance)
    {
        var plans = Plans(new FaultScript(1) { CutFrames = chance });

        AssertShare(chance, plans.Count(plan => plan.CutAfterServerBytes.HasValue || plan.CutAfterClientBytes.HasValue));
        AssertShare(chance / 2, plans.Count(plan => plan.CutAfterClientBytes.HasValue));
        Assert.DoesNotContain(plans, plan => plan.CutAfterServerBytes.HasValue && plan.CutAfterClientBytes.HasValue);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.3)]
    public void So_is_the_chance_that_it_falls_silent(double chance)
    {
        var plans = Plans(new FaultScript(2) { Swallow = chance });

        AssertShare(chance, plans.Count(plan => plan.SwallowToClient || plan.SwallowToServer));
        AssertShare(chance / 2, plans.Count(plan => plan.SwallowToServer));
        Assert.DoesNotContain(plans, plan => plan.SwallowToClient && plan.SwallowToServer);
    }

    [Fact]
    public void Each_fault_of_a_request_has_its_own_chance_beside_the_others()
    {
        var plan = new FaultScript(3) { CutBefore = 0.2, CutMiddle = 0.15, CutAfter = 0.3, Replay = 0.1, PageBefore = 0.05, PageAfter = 0.1 }.Next();
        var drawn = Enumerable.Range(0, Draws).Select(_ => plan.OnRequest("GET / HTTP/1.1")).CountBy(fault => fault).ToDictionary();

        AssertShare(0.2, drawn[ResponseFault.Before]);
        AssertShare(0.15, drawn[ResponseFault.Middle]);
        AssertShare(0.3, drawn[ResponseFault.After]);
        AssertShare(0.1, drawn[ResponseFault.Replay]);
        AssertShare(0.05, drawn[ResponseFault.PageBefore]);
        AssertShare(0.1, drawn[ResponseFault.PageAfter]);
        AssertShare(0.1, drawn[ResponseFault.None]);
    }

    [Fact]
    public void So_have_those_of_a_connection()
    {
        var plans = Plans(new FaultScript(4) { HangUpgrade = 0.1, StripUpgrade = 0.2, HoldBack = 0.3, Throttle = 0.4, Segments = 0.5 });

        AssertShare(0.1, plans.Count(plan => plan.HangUpgrade));
        AssertShare(0.2, plans.Count(plan => plan.StripUpgrade));
        AssertShare(0.3, plans.Count(plan => plan.HoldBack > 0));
        AssertShare(0.4, plans.Count(plan => plan.ThrottleToClient > 0));
        AssertShare(0.4, plans.Count(plan => plan.ThrottleToServer > 0));
        AssertShare(0.5, plans.Count(plan => plan.SegmentBytes > 0));
    }

    private static FaultPlan[] Plans(FaultScript script) => [.. Enumerable.Range(0, Draws).Select(_ => script.Next())];

    private static void AssertShare(double chance, int count) => Assert.Equal(chance, count / (double)Draws, 0.015);
}
