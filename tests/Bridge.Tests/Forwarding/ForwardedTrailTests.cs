using Bridge.Forwarding;
using Bridge.TestKit.Hosting;
using Microsoft.AspNetCore.Http;

namespace Bridge.Tests.Forwarding;

/// <summary>What the backend is told about who asked.</summary>
public sealed class ForwardedTrailTests
{
    private static readonly (string Name, string Value)[] Forged =
    [
        ("X-Forwarded-For", "6.6.6.6"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "shop.example"), ("X-Forwarded-Prefix", "/x"), ("Forwarded", "for=6.6.6.6"), ("X-Real-IP", "6.6.6.6"),
        ("X_Forwarded_For", "6.6.6.6"),
    ];

    [Fact]
    public async Task What_anybody_can_write_is_dropped() => Assert.Equal(
        ["X-Forwarded-For: 127.0.0.1", "X-Forwarded-Host: {host}", "X-Forwarded-Proto: http"], await SeenAsync(_ => { }));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.0/8")]
    public async Task What_a_known_proxy_says_is_kept_and_added_to(string proxy) => Assert.Equal(
        [
            "Forwarded: for=6.6.6.6, for=127.0.0.1", "X-Forwarded-For: 6.6.6.6, 127.0.0.1", "X-Forwarded-Host: shop.example", "X-Forwarded-Prefix: /x", "X-Forwarded-Proto: https", "X-Real-IP: 6.6.6.6",
            "X_Forwarded_For: 6.6.6.6",
        ],
        await SeenAsync(options => options.KnownProxies.Add(proxy)));

    [Fact]
    public async Task A_proxy_that_is_not_known_is_anybody() => Assert.Equal(
        ["X-Forwarded-For: 127.0.0.1", "X-Forwarded-Host: {host}", "X-Forwarded-Proto: http"], await SeenAsync(options => options.KnownProxies.Add("10.0.0.0/8")));

    [Fact]
    public async Task Off_touches_nothing() =>
        Assert.Equal(Forged.Select(header => $"{header.Name}: {header.Value}").Order(StringComparer.Ordinal), await SeenAsync(options => options.Forwarded = ForwardedPolicy.Off));

    private static async Task<IEnumerable<string>> SeenAsync(Action<ForwardingOptions> configure)
    {
        await using var site = await Site.StartAsync(
            context => context.Response.WriteAsync(string.Join('\n', context.Request.Headers.Where(header => header.Key != "Host").Select(header => $"{header.Key}: {header.Value}"))), configure);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        foreach (var (name, value) in Forged)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await site.Http.SendAsync(request, Patience.Token);
        return (await response.Content.ReadAsStringAsync(Patience.Token)).Replace(site.Address.Authority, "{host}").Split('\n').Order(StringComparer.Ordinal);
    }
}
