using Xunit;

namespace Bridge.Architecture;

public sealed class SourceTests
{
    [Fact]
    public void The_source_is_found() => Assert.Contains("Messaging/Message.cs", SourceTree.Files);

    [Fact]
    public void The_folder_is_the_namespace() =>
        Assert.All(SourceTree.Files, file => Assert.Equal([NamespaceOf(file)], SourceTree.Read(file).Namespaces));

    [Fact]
    public void A_file_holds_at_most_one_public_type_and_is_called_like_it() => Assert.All(SourceTree.Files, file =>
    {
        var types = SourceTree.Read(file).PublicTypes;
        if (types.Count > 0)
        {
            Assert.Equal([Path.GetFileNameWithoutExtension(file)], types);
        }
    });

    [Theory]
    [InlineData("public sealed class Thing(int number)", "Thing")]
    [InlineData("public readonly record struct Thing<TState>(TState State);", "Thing")]
    [InlineData("public abstract record Thing", "Thing")]
    [InlineData("public static partial class Thing", "Thing")]
    [InlineData("public enum Thing : byte", "Thing")]
    [InlineData("public interface IThing<in T>", "IThing")]
    [InlineData("public delegate ValueTask<int> Thing<T>(T argument);", "Thing")]
    [InlineData("public delegate Dictionary<string, int> Thing(int argument);", "Thing")]
    public void A_declaration_is_recognised(string declaration, string name) =>
        Assert.Equal([name], new SourceFile($"namespace Bridge;\n\n{declaration}\n").PublicTypes);

    [Theory]
    [InlineData("internal sealed class Thing;")]
    [InlineData("    public sealed class Nested;")]
    [InlineData("/// <summary>A public class Thing.</summary>")]
    public void What_is_not_a_public_top_level_type_is_passed_over(string line) => Assert.Empty(new SourceFile($"namespace Bridge;\n\n{line}\n").PublicTypes);

    private static string NamespaceOf(string file) => string.Join('.', file.Split('/')[..^1].Prepend("Bridge"));
}
