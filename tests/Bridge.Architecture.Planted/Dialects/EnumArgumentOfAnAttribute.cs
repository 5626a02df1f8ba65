using Bridge.PollShapes;

namespace Bridge.Dialects;

public sealed class EnumArgumentOfAnAttribute
{
    [System.ComponentModel.DefaultValue(ShapeResident.Only)]
    public int Shape { get; init; }
}
