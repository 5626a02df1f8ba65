namespace Bridge.Dialects.Native;

public class NativeResident;
