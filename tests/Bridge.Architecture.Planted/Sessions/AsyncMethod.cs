using Bridge.Stores.Memory;

namespace Bridge.Sessions;

public sealed class AsyncMethod
{
    public async Task<string?> RunAsync()
    {
        await Task.Yield();
        return new MemoryResident().ToString();
    }
}
