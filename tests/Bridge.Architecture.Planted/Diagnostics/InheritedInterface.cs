using Bridge.Sessions;

namespace Bridge.Diagnostics;

public interface InheritedInterface : ISessionResident;
