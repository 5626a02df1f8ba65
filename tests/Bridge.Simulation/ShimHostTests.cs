using System.Diagnostics;
using Bridge.Simulation.Shim;

namespace Bridge.Simulation;

public sealed class ShimHostTests
{
    [Fact]
    public void A_process_that_dies_is_told_as_that_and_not_waited_for()
    {
        using var host = ShimHost.Start();
        using (var process = Process.GetProcessById(host.ProcessId))
        {
            process.Kill();
            process.WaitForExit();
        }

        var fault = Assert.Throws<InvalidOperationException>(() => host.Tell(0, 0, "timer"));
        Assert.Contains("is gone; the last it was told: timer for page 0", fault.Message, StringComparison.Ordinal);
        Assert.True(host.IsBroken);
    }

    [Fact]
    public void What_the_process_complains_of_is_told()
    {
        using var host = ShimHost.Start();

        var fault = Assert.Throws<InvalidOperationException>(() => host.Tell(7, 0, "timer"));
        Assert.Contains("There is no page 7", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_process_that_runs_in_a_circle_is_ended()
    {
        using var host = ShimHost.Start(TimeSpan.FromSeconds(2)); // a busy machine takes its time to start it

        var fault = Assert.Throws<InvalidOperationException>(() => host.Tell(-1, 0, "circle"));
        Assert.Contains("did not answer", fault.Message, StringComparison.Ordinal);
    }
}
