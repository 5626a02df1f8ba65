using Bridge.Stores;

namespace Bridge.Sessions;

public static class SessionResident
{
    public static StoreResident Store { get; } = new();
}
