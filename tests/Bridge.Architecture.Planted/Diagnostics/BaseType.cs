using Bridge.Sessions;

namespace Bridge.Diagnostics;

public sealed class BaseType : SessionResident;
