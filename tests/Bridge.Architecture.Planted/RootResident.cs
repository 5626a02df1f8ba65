namespace Bridge;

public sealed class RootResident;
