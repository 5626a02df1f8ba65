using System.Runtime.CompilerServices;
using Bridge.Stores;

namespace Bridge.Tests.Stores;

public sealed class MemoryBackplaneTests
{
    [Fact]
    public void Who_ends_while_something_is_sent_does_not_hear_it()
    {
        var backplane = new MemoryBackplane();
        var heard = 0;
        IDisposable? second = null;
        using var first = backplane.Listen(_ => second!.Dispose());
        second = backplane.Listen(_ => heard++);
        backplane.Send(default);
        backplane.Send(default);
        Assert.Equal(0, heard);
    }

    [Fact]
    public void Who_has_ended_is_forgotten()
    {
        var backplane = new MemoryBackplane();
        var gone = Listen(backplane);
        GC.Collect();
        Assert.False(gone.IsAlive);
        GC.KeepAlive(backplane);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Listen(MemoryBackplane backplane)
    {
        var listener = new object();
        backplane.Listen(_ => listener.GetHashCode()).Dispose();
        return new WeakReference(listener);
    }
}
