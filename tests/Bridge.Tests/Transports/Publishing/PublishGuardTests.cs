using System.Security.Claims;
using Bridge.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Tests.Transports.Publishing;

/// <summary>Who may publish over HTTP.</summary>
public sealed class PublishGuardTests
{
    private const string News = "/bridge/channels/news/messages";

    [Fact]
    public async Task Publishing_is_off_until_it_is_switched_on()
    {
        await using var host = await TestHost.StartAsync();

        Assert.Equal((403, "publish_forbidden"), await AskAsync(host));
        Assert.Equal((403, "publish_forbidden"), await AskAsync(host, ("Bridge-Key", "")));
        Assert.Equal((403, "publish_forbidden"), await AskAsync(host, ("Authorization", "Bearer ")));
    }

    [Theory]
    [InlineData("Bridge-Key", TestHost.ApiKey, 200)]
    [InlineData("Authorization", "Bearer " + TestHost.ApiKey, 200)]
    [InlineData("Authorization", "bearer " + TestHost.ApiKey, 200)]
    [InlineData("Bridge-Key", "another-key-of-the-tests", 200)]
    [InlineData("Bridge-Key", TestHost.ApiKey + "x", 403)]
    [InlineData("Bridge-Key", "A-KEY-OF-THE-TESTS-ONLY", 403)]
    [InlineData("Authorization", "Basic " + TestHost.ApiKey, 403)]
    [InlineData("Authorization", TestHost.ApiKey, 403)]
    [InlineData("Bridge-Key", "", 403)]
    public async Task A_key_opens_by_either_header_and_a_wrong_one_does_not(string name, string value, int status)
    {
        await using var host = await TestHost.StartAsync(options =>
        {
            options.Publishing.ApiKeys.Add(TestHost.ApiKey);
            options.Publishing.ApiKeys.Add("another-key-of-the-tests");
        });

        Assert.Equal((status, status == 200 ? null : "publish_forbidden"), await AskAsync(host, (name, value)));
        Assert.DoesNotContain(host.Logs.Lines, line => line.Contains(TestHost.ApiKey));
    }

    [Fact]
    public async Task A_wrong_key_is_told_before_anything_else_of_the_request_is_looked_at()
    {
        await using var host = await TestHost.StartAsync(options => options.Publishing.ApiKeys.Add(TestHost.ApiKey));

        using var refused = await PublishTests.PostAsync(host, "/bridge/channels/undeclared/messages", "nonsense", "text/strange");

        Assert.Equal((403, "publish_forbidden"), await refused.FaultAsync());
    }

    [Fact]
    public async Task Who_satisfies_the_policy_may_publish()
    {
        await using var host = await TestHost.StartAsync(
            options => options.Publishing.Policy = "publishers",
            app =>
            {
                app.Use((context, next) =>
                {
                    context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("role", context.Request.Headers["X-Role"].ToString())], "test"));
                    return next(context);
                });
                app.UseRouting();
                app.MapBridge();
            },
            services: services => services.AddAuthorization(options => options.AddPolicy("publishers", policy => policy.RequireClaim("role", "editor"))));

        Assert.Equal(200, (await AskAsync(host, ("X-Role", "editor"))).Status);
        Assert.Equal((403, "publish_forbidden"), await AskAsync(host, ("X-Role", "reader")));
    }

    [Fact]
    public async Task A_key_to_publish_does_not_open_what_only_readers_may_read()
    {
        await using var host = await TestHost.StartAsync(options =>
        {
            options.Publishing.ApiKeys.Add(TestHost.ApiKey);
            options.Channels.Add("news", channel => channel.Authorize(_ => false));
        });

        Assert.Equal(200, (await AskAsync(host, ("Bridge-Key", TestHost.ApiKey))).Status);
        using var read = await host.Http.GetAsync(News + "?after=oldest&wait=0s", Patience.Token);
        Assert.Equal((403, "channel_forbidden"), await read.FaultAsync());
    }

    private static async Task<(int Status, string? Error)> AskAsync(TestHost host, params (string Name, string Value)[] headers)
    {
        using var response = await PublishTests.PostAsync(host, News, "1", "application/json", headers);
        return await response.FaultAsync();
    }
}
