namespace Bridge.PollShapes;

public enum ShapeResident
{
    Only,
}
