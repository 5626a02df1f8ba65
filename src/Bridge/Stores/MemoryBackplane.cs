namespace Bridge.Stores;

/// <summary>Hints within one process. Listeners are called on the sender's thread.</summary>
public sealed class MemoryBackplane : IBackplane
{
    private Action<Signal>[] _listeners = []; // copied on write: sending takes no lock

    /// <inheritdoc/>
    public void Send(Signal signal)
    {
        foreach (var listener in Volatile.Read(ref _listeners))
        {
            try
            {
                listener(signal);
            }
            catch (Exception)
            {
                // The fault is the listener's; the others and the publisher must not pay for it. A lost hint costs time, never a message.
            }
        }
    }

    /// <inheritdoc/>
    public IDisposable Listen(Action<Signal> listener)
    {
        // Wrapped, so that the same delegate heard twice is two listenings with two ends.
        var listening = new Listening(this, listener);
        Replace(listeners => [.. listeners, listening.Hear]);
        return listening;
    }

    private void Replace(Func<Action<Signal>[], Action<Signal>[]> change)
    {
        Action<Signal>[] before;
        do
        {
            before = Volatile.Read(ref _listeners);
        }
        while (Interlocked.CompareExchange(ref _listeners, change(before), before) != before);
    }

    private sealed class Listening(MemoryBackplane backplane, Action<Signal> listener) : IDisposable
    {
        private volatile bool _ended;

        public void Hear(Signal signal)
        {
            if (!_ended)
            {
                listener(signal);
            }
        }

        public void Dispose()
        {
            _ended = true;
            backplane.Replace(listeners => [.. listeners.Where(other => other.Target != this)]);
        }
    }
}
