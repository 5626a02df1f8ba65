using Bridge.Gateway.Inference;

namespace Bridge.Gateway;

/// <summary>Finds the polls in a HAR file and proposes a shape for each, with the evidence.</summary>
internal static class InferCommand
{
    /// <exception cref="FormatException">The file isn't there, or is no HAR; the message says what is wrong.</exception>
    public static int Run(InferArguments arguments)
    {
        if (!File.Exists(arguments.File))
        {
            throw new FormatException($"There is no file '{arguments.File}'.");
        }

        var proposals = Propose(arguments.File, out var recording);
        var wanted = arguments.Shape is { } name ? [.. proposals.Where(proposal => proposal.Name == name)] : proposals;
        if (wanted.Count == 0 && arguments.Shape is not null)
        {
            throw new FormatException($"There is no proposal '{arguments.Shape}'; there {(proposals.Any(proposal => proposal.Name is not null) ? $"are {string.Join(", ", proposals.Select(proposal => proposal.Name).OfType<string>())}" : "is none")}.");
        }

        if (!arguments.IsJson)
        {
            InferenceReport.Write(Console.Out, Path.GetFileName(arguments.File), recording, wanted);
            Console.WriteLine();
            Console.WriteLine("For Shapes in appsettings.json:");
        }

        Console.WriteLine(InferenceReport.Json(wanted));
        return wanted.Any(proposal => proposal.Shape is not null) ? 0 : 1;
    }

    private static IReadOnlyList<Proposal> Propose(string path, out Recording recording)
    {
        try
        {
            using var file = File.OpenRead(path);
            recording = Recording.Read(file, Console.Error.WriteLine);
        }
        catch (FormatException wrong)
        {
            throw new FormatException($"'{path}' can't be read: {wrong.Message}", wrong);
        }

        return new PollInference(recording).Propose();
    }
}
