namespace Bridge.Migration;

public sealed class MigrationResident : Exception;
