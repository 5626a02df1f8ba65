using Bridge.Dialects.Plain;

namespace Bridge.Dialects.Native;

[PlainResident]
public sealed class Attributed;
