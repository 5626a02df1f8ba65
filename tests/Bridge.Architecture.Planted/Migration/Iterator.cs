using Bridge.Upstream;

namespace Bridge.Migration;

public sealed class Iterator
{
    public IEnumerable<int> Numbers()
    {
        yield return 0;
        yield return UpstreamResident.Count;
    }
}
