using Microsoft.Extensions.Logging;

namespace Bridge.Messaging;

public sealed class GenericArgumentOfAField
{
    public List<ILogger>? Loggers;
}
