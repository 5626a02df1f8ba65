using System.Text.Json;
using Bridge.PollShapes;

namespace Bridge.Gateway.Inference;

/// <summary>Sorts a recording's requests by address.</summary>
internal static class Endpoints
{
    /// <summary>The addresses that were asked at least twice. Where only an id in the path differs, they are taken together first, each with the single ones that it was made of.</summary>
    public static IEnumerable<(Endpoint Together, IReadOnlyList<Endpoint> Single)> Of(IEnumerable<HarExchange> exchanges) =>
        from exchange in exchanges
        let template = Template(exchange.Request.Path, isAny: true)
        group exchange by (exchange.Request.Method, exchange.Origin, template) into like
        let paths = like.GroupBy(exchange => exchange.Request.Path).Where(path => path.Count() > 1).ToList()
        where paths.Count > 0
        orderby like.First().Started
        select (
            Made(like.Key.Method, like.Key.Origin, paths.Count > 1 ? like.Key.template : Template(paths[0].Key, isAny: false), paths.SelectMany(path => path)),
            (IReadOnlyList<Endpoint>)(paths.Count > 1
                ? [.. paths.Select(path => Made(like.Key.Method, like.Key.Origin, Template(path.Key, isAny: false), path))]
                : []));

    private static Endpoint Made(string method, string origin, string template, IEnumerable<HarExchange> exchanges)
    {
        var path = new PathTemplate(template);
        return new Endpoint(method, origin, template,
        [
            .. from exchange in exchanges.OrderBy(exchange => exchange.Started).Take(Endpoint.MostPolls)
               select new Poll(exchange, (path.Read(exchange.Request.Path) ?? new Dictionary<string, string>())
                   .Select(variable => new SeenField(new(RequestPlace.Path, variable.Key), variable.Value, JsonValueKind.String))),
        ]);
    }

    /// <summary>The path with variables for secrets and, if wanted, for all that look like ids.</summary>
    private static string Template(string path, bool isAny)
    {
        var segments = path.Split('/');
        var names = new HashSet<string>();
        for (var i = 1; i < segments.Length; i++)
        {
            if (Secrets.Looks(segments[i]) || (isAny && IsId(segments[i])))
            {
                var name = NameOf(i > 1 ? segments[i - 1] : "", Secrets.Looks(segments[i]) ? "key" : "id");
                for (var again = 2; !names.Add(name); again++)
                {
                    name = $"{name.TrimEnd('2', '3', '4')}{again}";
                }

                segments[i] = $"{{{name}}}";
            }
        }

        return string.Join('/', segments);
    }

    private static bool IsId(string segment) =>
        segment.Length is > 0 and <= 20 && segment.All(char.IsAsciiDigit) || Guid.TryParse(segment, out _)
        || (segment.Length >= 8 && segment.All(char.IsAsciiHexDigit) && segment.Any(char.IsAsciiDigit));

    // rooms/5 asks for a room.
    private static string NameOf(string before, string otherwise)
    {
        var word = new string([.. before.Where(sign => char.IsAsciiLetter(sign) || sign == '_')]).ToLowerInvariant();
        word = word.Length > 3 && word.EndsWith('s') ? word[..^1] : word;
        return word.Length is 0 or > 30 || word is "api" or "token" || RequestCheck.Reserved.Contains(word) || before.Contains('{') ? otherwise : word;
    }
}
