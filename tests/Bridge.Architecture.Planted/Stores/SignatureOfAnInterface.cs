using Bridge.Sessions;

namespace Bridge.Stores;

public interface SignatureOfAnInterface
{
    ValueTask<SessionResident?> FindAsync(CancellationToken cancellationToken);
}
