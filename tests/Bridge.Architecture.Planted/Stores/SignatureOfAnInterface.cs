using Bridge.Sessions;

namespace Bridge.Stores;

public interface SignatureOfAnInterface
{
    ValueTask<ISessionResident?> FindAsync(CancellationToken cancellationToken);
}
