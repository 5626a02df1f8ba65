namespace Bridge.Forwarding;

public sealed class ForwardResident : Exception;
