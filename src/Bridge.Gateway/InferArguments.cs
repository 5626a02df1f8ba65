namespace Bridge.Gateway;

/// <summary>What is said after <c>infer</c>.</summary>
/// <param name="File">The HAR file.</param>
/// <param name="Shape">The only proposal that is wanted, by its name; null: all.</param>
/// <param name="IsJson">Whether only the shapes are written.</param>
internal sealed record InferArguments(string File, string? Shape, bool IsJson)
{
    /// <exception cref="FormatException">An argument is not understood; the message says which.</exception>
    public static InferArguments Parse(string[] args)
    {
        string? file = null;
        string? shape = null;
        var isJson = false;
        for (var at = 1; at < args.Length; at++)
        {
            switch (args[at])
            {
                case "--json":
                    isJson = true;
                    break;
                case "--shape":
                    shape = args.ElementAtOrDefault(++at) ?? throw new FormatException("--shape needs a value. --help says more.");
                    break;
                case var argument when file is null && !argument.StartsWith("--", StringComparison.Ordinal):
                    file = argument;
                    break;
                default:
                    throw new FormatException($"Unknown argument '{args[at]}'. Try --help.");
            }
        }

        return file is null ? throw new FormatException("Say which file to read: bridge-gateway infer FILE.har.") : new InferArguments(file, shape, isJson);
    }
}
