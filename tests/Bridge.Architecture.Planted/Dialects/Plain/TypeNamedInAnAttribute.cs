using Bridge.Dialects.Native;

namespace Bridge.Dialects.Plain;

[System.ComponentModel.TypeConverter(typeof(List<NativeResident>))]
public sealed class TypeNamedInAnAttribute;
