namespace Bridge.Stores;

public readonly struct StoreResident;
