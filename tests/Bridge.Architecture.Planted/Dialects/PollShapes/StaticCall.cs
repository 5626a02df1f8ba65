using Bridge.Upstream;

namespace Bridge.Dialects.PollShapes;

public sealed class StaticCall
{
    public int Twice(int number) => number switch
    {
        0 => 0,
        1 => 2,
        2 => 4,
        3 => 6,
        4 => 8,
        5 => 10,
        6 => 12,
        _ => number + UpstreamResident.Count,
    };
}
