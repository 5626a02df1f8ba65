using Bridge.Stores;

namespace Bridge.Pages;

public sealed class LocalVariable
{
    public string? Show()
    {
        StoreResident local = default;
        return local.ToString();
    }
}
