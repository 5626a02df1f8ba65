using System.Text;
using Bridge.Gateway;

namespace Bridge.Tests.Operating;

public sealed class LineFormatterTests
{
    [Theory]
    [InlineData("/a\r\nfail: forged", "/a\\r\\nfail: forged")]
    [InlineData("\u001b[31mred\u0007", "\\u001B[31mred\\u0007")]
    [InlineData("\u2028\u2029\u0085\u009b", "\\u2028\\u2029\\u0085\\u009B")]
    [InlineData("\u202etxt.exe\u2066", "\\u202Etxt.exe\\u2066")]
    [InlineData("Grüße, C:\\Bridge 😀", "Grüße, C:\\Bridge 😀")]
    public void What_a_terminal_would_obey_or_a_reader_take_for_another_line_is_written_as_a_number(string text, string escaped)
    {
        var line = new StringBuilder();
        LineFormatter.AddEscaped(line, text);

        Assert.Equal(escaped, line.ToString());
    }
}
