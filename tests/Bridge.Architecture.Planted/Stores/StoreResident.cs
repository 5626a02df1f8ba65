namespace Bridge.Stores;

public sealed class StoreResident;
