using Bridge.Migration;

namespace Bridge.Upstream;

public sealed class CaughtException
{
    public bool Works(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (MigrationResident)
        {
            return false;
        }
    }
}
