using Bridge.PollShapes;

namespace Bridge.Gateway.Inference;

/// <summary>Names for variables: like the parameter that carries them, as far as that can be one.</summary>
internal sealed class VariableNames(IEnumerable<string> taken)
{
    private readonly HashSet<string> _taken = [.. taken];

    /// <summary>The name for a field's variable.</summary>
    public string For(FieldName field)
    {
        var key = field.Key switch
        {
            "If-None-Match" => "tag",
            "If-Modified-Since" => "modified",
            var other => other[(other.LastIndexOf('.') + 1)..],
        };
        var name = new string([.. key.Select(sign => char.IsAsciiLetterOrDigit(sign) ? sign : '_')]).Trim('_');
        name = name.Length == 0 ? "value" : char.IsAsciiDigit(name[0]) ? $"p{name}" : name;
        name = RequestCheck.Reserved.Contains(name) || name == "token" ? $"{name}_value" : name;
        for (var again = 2; !_taken.Add(name); again++)
        {
            name = $"{name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9')}{again}";
        }

        return name;
    }
}
