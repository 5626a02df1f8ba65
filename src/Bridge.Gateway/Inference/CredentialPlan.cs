using System.Text.Json.Nodes;
using Bridge.PollShapes;

namespace Bridge.Gateway.Inference;

/// <summary>Which values of an endpoint's requests say who asks.</summary>
internal sealed class CredentialPlan
{
    private readonly List<AuthCredential> _all = [];

    /// <summary>Takes them from the requests. Values are looked at and never kept.</summary>
    public CredentialPlan(Endpoint endpoint, FieldRoles roles)
    {
        var requests = endpoint.Polls.Select(poll => poll.Exchange.Request).ToList();
        var cookies = requests.SelectMany(request => request.Headers).Where(header => header.Key.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
            .SelectMany(header => header.Value.Split(';')).Select(cookie => cookie.Split('=')[0].Trim()).Where(name => name.Length > 0).Distinct().ToList();
        _all.AddRange(Secrets.Cookies(cookies).Select(name => new AuthCredential { In = RequestPlace.Cookie, Key = name }));
        Passed = cookies.Count - _all.Count;
        if (requests.Any(request => request.Header("Authorization") is not null))
        {
            _all.Add(new AuthCredential { In = RequestPlace.Header, Key = "Authorization" });
        }

        foreach (var name in roles.Constant.Concat(roles.Passed).Where(name => IsOne(name, roles)))
        {
            _all.Add(new AuthCredential { In = name.Place, Key = name.Key });
        }

        _all.AddRange(endpoint.PathVariables.Where(name => roles.Values(name).Any(Secrets.Looks)).Select(name => new AuthCredential { In = RequestPlace.Path, Key = name.Key }));
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<AuthCredential> All => _all;

    /// <summary>How many cookies are none: those of trackers, and those beside a session.</summary>
    public int Passed { get; }

    /// <summary>Whether nobody can be told from anybody else.</summary>
    public bool IsPublic => _all.Count == 0;

    /// <summary>Whether the field is one.</summary>
    public bool Has(FieldName name) => _all.Any(credential => credential.In == name.Place && credential.Key == name.Key);

    /// <summary>As the shape has it.</summary>
    public JsonObject Json() => new()
    {
        ["forward"] = new JsonArray([.. _all.Select(credential => (JsonNode)new JsonObject { ["in"] = ChoiceText.Of(credential.In), ["key"] = credential.Key })]),
    };

    private static bool IsOne(FieldName name, FieldRoles roles) =>
        name.Place is RequestPlace.Query or RequestPlace.Header && (Secrets.IsCredential(name) || (name.Key != "If-None-Match" && roles.Values(name).Any(Secrets.Looks)));
}
