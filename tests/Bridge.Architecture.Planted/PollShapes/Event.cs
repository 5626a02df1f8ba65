using Bridge.Forwarding;

namespace Bridge.PollShapes;

public sealed class Event
{
    public event EventHandler<ForwardResident>? Happened;

    public void Happen() => Happened?.Invoke(this, null!);
}
