namespace Bridge.Forwarding;

public static class NestedType
{
    public sealed class Inner
    {
        public sealed class Innermost
        {
            public RootResident? Root { get; init; }
        }
    }
}
