namespace Bridge.ClientShim;

/// <summary>The built files of the client shim, embedded in this assembly.</summary>
public static class ShimFiles
{
    /// <summary>The ES module.</summary>
    public const string Module = "bridge.mjs";

    /// <summary>The classic script; it defines the global <c>Bridge</c>.</summary>
    public const string Script = "bridge.js";

    /// <summary>The script for old pages, which answers their polls from the push stream; it is served behind its plan (docs/intercept.md).</summary>
    public const string Intercept = "intercept.js";

    /// <summary>The TypeScript declarations of both.</summary>
    public const string Declarations = "bridge.d.ts";

    /// <summary>Opens one of the files by its name.</summary>
    /// <param name="name"><see cref="Module"/>, <see cref="Script"/>, <see cref="Intercept"/> or <see cref="Declarations"/>.</param>
    /// <returns>A readable stream, the caller's to dispose.</returns>
    /// <exception cref="FileNotFoundException">The shim has no file of this name.</exception>
    public static Stream Open(string name) =>
        typeof(ShimFiles).Assembly.GetManifestResourceStream(name)
            ?? throw new FileNotFoundException($"The shim has no file '{name}'; it has {Module}, {Script}, {Intercept} and {Declarations}.", name);
}
