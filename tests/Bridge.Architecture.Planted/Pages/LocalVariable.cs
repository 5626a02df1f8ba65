using Bridge.Sessions;

namespace Bridge.Pages;

public sealed class LocalVariable
{
    public void Show(Action<object> show)
    {
        // Shown twice, or the compiler keeps it on the stack and there is no variable.
        var store = SessionResident.Store;
        show(store);
        show(store);
    }
}
