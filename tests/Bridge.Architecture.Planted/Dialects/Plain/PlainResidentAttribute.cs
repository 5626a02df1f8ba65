namespace Bridge.Dialects.Plain;

[AttributeUsage(AttributeTargets.Class)]
public sealed class PlainResidentAttribute : Attribute;
