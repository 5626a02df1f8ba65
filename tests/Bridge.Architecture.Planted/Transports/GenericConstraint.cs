using Bridge.Dialects.Native;

namespace Bridge.Transports;

public interface GenericConstraint
{
    void Serve<TDialect>(TDialect dialect)
        where TDialect : NativeResident;
}
