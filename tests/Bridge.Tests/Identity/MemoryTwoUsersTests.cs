using Bridge.Conformance.Identity;
using Bridge.Stores;
using Bridge.Stores.Memory;
using Bridge.TestKit;

namespace Bridge.Tests.Identity;

public sealed class MemoryTwoUsersTests : TwoUsersSuite
{
    protected override ValueTask<SharedStore> OpenAsync()
    {
        var store = new MemoryStore(new Retention(), TimeProvider.System, new SeededRandom(1));
        return ValueTask.FromResult(new SharedStore([node => node.UseMemoryStore(store), node => node.UseMemoryStore(store)], () => ValueTask.CompletedTask));
    }
}
