using System.Text;

namespace Bridge.Fuzz.Scaling;

/// <summary>Inputs made to be slow, of about so many bytes.</summary>
internal static class Shapes
{
    /// <summary>Messages of bridge.v1.</summary>
    public static IReadOnlyDictionary<string, Func<int, string>> Native { get; } = new Dictionary<string, Func<int, string>>
    {
        ["nested arrays"] = size => new string('[', size),
        ["nested data"] = size => $"{{\"type\":\"submit\",\"channel\":\"a\",\"data\":{new string('[', size)}}}",
        ["many envelopes"] = size => $"[{Many(size, _ => "{\"type\":\"ping\"}")}]",
        ["one member again and again"] = size => $"{{{Many(size, _ => "\"channel\":\"news\"")},\"type\":\"ping\"}}",
        ["positions again and again"] = size => $"{{\"type\":\"ack\",{Many(size, _ => "\"positions\":{\"a\":\"k3f9x2ab-1\"}")}}}",
        ["many channels"] = size => $"{{\"type\":\"ack\",\"positions\":{{{Many(size, i => $"\"c{i}\":\"k3f9x2ab-{i}\"")}}}}}",
        ["one channel again and again"] = size => $"{{\"type\":\"ack\",\"positions\":{{{Many(size, _ => "\"c\":\"k3f9x2ab-1\"")}}}}}",
        ["many subscriptions"] = size => $"{{\"type\":\"open\",\"subscribe\":[{Many(size, i => $"{{\"channel\":\"c{i}\",\"since\":\"oldest\"}}")}]}}",
        ["long since"] = size => $"{{\"type\":\"subscribe\",\"channel\":\"a\",\"since\":\"last:{new string('9', size)}\"}}",
        ["since again and again"] = size => $"{{\"type\":\"subscribe\",\"channel\":\"a\",\"since\":{{{Many(size, i => $"\"last\":{i}")}}}}}",
        ["long number"] = size => $"{{\"type\":\"poll\",\"wait\":{new string('9', size)}}}",
        ["long fraction"] = size => $"{{\"type\":\"poll\",\"wait\":0.{new string('1', size)}e-5}}",
        ["long id"] = size => $"{{\"type\":\"submit\",\"id\":{new string('1', size)},\"channel\":\"a\",\"data\":1}}",
        ["escapes"] = size => $"{{\"type\":\"submit\",\"channel\":\"a\",\"text\":\"{Of(size, "\\u00e9")}\"}}",
        ["escaped name"] = size => $"{{\"type\":\"submit\",\"channel\":\"{Of(size, "\\u0061")}\",\"data\":1}}",
        ["long member name"] = size => $"{{\"{Of(size, "\\u0061")}\":1,\"type\":\"ping\"}}",
        ["base64"] = size => $"{{\"type\":\"submit\",\"channel\":\"a\",\"base64\":\"{new string('A', size / 4 * 4)}\"}}",
        ["white space"] = size => $"{new string(' ', size)}{{\"type\":\"ping\"}}",
        ["commas"] = size => $"[{new string(',', size)}]",
        ["open string"] = size => $"{{\"type\":\"{new string('x', size)}",
    };

    /// <summary>Payloads.</summary>
    public static IReadOnlyDictionary<string, Func<int, string>> Payload { get; } = new Dictionary<string, Func<int, string>>
    {
        ["nested arrays"] = size => new string('[', size),
        ["flat array"] = size => $"[{Many(size, i => $"{i}")}]",
        ["members"] = size => $"{{{Many(size, i => $"\"m{i}\":{i}")}}}",
        ["one member again and again"] = size => $"{{{Many(size, _ => "\"a\":1")}}}",
        ["escaped strings"] = size => $"[{Many(size, _ => "\"\\u0041\"")}]",
        ["one long escaped string"] = size => $"\"{Of(size, "\\ud83d\\ude00")}\"",
        ["long number"] = size => new string('7', size),
        ["white space"] = size => $"1{new string('\n', size)}",
    };

    /// <summary>Texts with a line break or comma in many places: queries, headers, columns.</summary>
    public static IReadOnlyDictionary<string, Func<int, string>> Lists { get; } = new Dictionary<string, Func<int, string>>
    {
        ["ampersands"] = size => "?" + new string('&', size),
        ["many parameters"] = size => "?" + string.Join('&', Enumerable.Range(0, size / 6).Select(i => $"p{i}=1")),
        ["one parameter again and again"] = size => "?" + string.Join('&', Enumerable.Repeat("after=now", size / 10)),
        ["escapes"] = size => "?after=" + Of(size, "%61"),
        ["long value"] = size => "?wait=" + new string('9', size) + "s",
        ["commas"] = size => new string(',', size),
        ["tags"] = size => string.Join(',', Enumerable.Range(0, size / 6).Select(i => $"t{i}")),
        ["semicolons"] = size => "application/json" + new string(';', size),
        ["dots"] = size => "http://" + Of(size, "a."),
        ["subscriptions"] = size => string.Join('\n', Enumerable.Range(0, size / 20).Select(i => $"c{i} k3f9x2ab-{i} a,b")),
    };

    /// <summary>The part, until there is so much of it.</summary>
    public static string Of(int size, string part) => string.Concat(Enumerable.Repeat(part, size / part.Length));

    /// <summary>Elements with commas between, until there is so much of them.</summary>
    public static string Many(int size, Func<int, string> element)
    {
        var text = new StringBuilder(element(0));
        for (var i = 1; text.Length < size; i++)
        {
            text.Append(',').Append(element(i));
        }

        return text.ToString();
    }
}
