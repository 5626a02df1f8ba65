namespace Bridge.Upstream;

public static class UpstreamResident
{
    public static int Count => 1;
}
