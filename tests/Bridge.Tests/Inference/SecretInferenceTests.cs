using Bridge.Gateway.Inference;
using Bridge.PollShapes;

namespace Bridge.Tests.Inference;

/// <summary>Who asks, and what nobody may read in a proposal.</summary>
public sealed class SecretInferenceTests
{
    private const string Secret = "kX83jd0aPq71Lm55wZ";

    [Fact]
    public void Cookies_of_a_session_make_the_scope_and_are_named_without_their_values()
    {
        var har = new HarFile { RequestHeaders = { ["Cookie"] = $"_ga=GA1.1.5551234567; PHPSESSID={Secret}; theme=dark" } };

        var (proposal, shape) = Chat(har).One();

        Assert.Equal((ShapeScope.PerCredential, "chat:{scope}"), (shape.Scope, shape.Channel));
        Assert.Equal([(RequestPlace.Cookie, "PHPSESSID")], shape.Auth.Forward.Select(credential => (credential.In, credential.Key)));
        AssertUnseen(har, proposal);
    }

    [Fact]
    public void An_authorization_is_forwarded_and_unseen()
    {
        var har = new HarFile { RequestHeaders = { ["Authorization"] = $"Bearer {Secret}" } };

        var (proposal, shape) = Chat(har).One();

        Assert.Equal([(RequestPlace.Header, "Authorization")], shape.Auth.Forward.Select(credential => (credential.In, credential.Key)));
        AssertUnseen(har, proposal);
    }

    [Theory]
    [InlineData("access_token")]
    [InlineData("q")]
    public void A_token_in_the_query_is_a_credential_by_its_name_or_its_looks(string name)
    {
        var har = new HarFile();

        var (proposal, shape) = Chat(har, $"&{name}={Secret}").One();

        Assert.Equal([(RequestPlace.Query, name)], shape.Auth.Forward.Select(credential => (credential.In, credential.Key)));
        AssertUnseen(har, proposal);
    }

    [Fact]
    public void A_key_in_the_path_is_a_credential()
    {
        var har = new HarFile();

        var (proposal, shape) = Chat(har, path: $"/bot{Secret}/getUpdates").One();

        Assert.Equal(("/{key}/getUpdates", "getUpdates:{scope}"), (shape.Match.Path, shape.Channel));
        Assert.Equal([(RequestPlace.Path, "key")], shape.Auth.Forward.Select(credential => (credential.In, credential.Key)));
        AssertUnseen(har, proposal);
    }

    [Fact]
    public void An_answer_that_repeats_a_secret_makes_no_shape()
    {
        var har = new HarFile { RequestHeaders = { ["Cookie"] = $"sid={Secret}" } };
        for (var n = 1; n <= 4; n++)
        {
            har.Get($"/chat?last={n - 1}", $$"""{"csrf":"{{Secret}}","list":[{"id":{{n}}}]}""");
        }

        Assert.Contains("secret", har.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_credential_the_scope_is_public_and_the_reader_is_asked()
    {
        var (proposal, shape) = Chat(new HarFile()).One();

        Assert.Equal(ShapeScope.Public, shape.Scope);
        Assert.Contains("# look at this", HarFile.Said(proposal, "scope"), StringComparison.Ordinal);
    }

    private static HarFile Chat(HarFile har, string more = "", string path = "/chat")
    {
        for (var n = 1; n <= 4; n++)
        {
            har.Get($"{path}?last={n - 1}{more}", $$"""[{"id":{{n}}}]""");
        }

        return har;
    }

    private static void AssertUnseen(HarFile har, Proposal proposal)
    {
        using var report = new StringWriter();
        InferenceReport.Write(report, "x.har", har.Read(), [proposal]);
        Assert.DoesNotContain(Secret, report + InferenceReport.Json([proposal]), StringComparison.Ordinal);
    }
}
