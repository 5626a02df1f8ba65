using Bridge.Messaging;
using Bridge.TestKit.Hosting;
using Microsoft.Extensions.Options;

namespace Bridge.Tests;

/// <summary>What is wrong with options is said at the start, all of it at once.</summary>
public sealed class BridgeOptionsTests
{
    [Fact]
    public async Task The_start_fails_once_with_all_faults_each_with_its_path_and_what_is_allowed()
    {
        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => TestHost.StartAsync(options =>
        {
            options.Channels.Add("news", channel => channel.Retain(new Bridge.Stores.Retention { MaxMessages = 0 }));
            options.AllowedOrigins.Add("app.example");
            options.AllowedOrigins.Add("https://app.example/path");
            options.Publishing.ApiKeys.Add("short");
            options.Sessions.MaxSubscriptions = 0;
            options.Sessions.Hold = TimeSpan.Zero;
            options.LongPolling.LifeSignInterval = TimeSpan.Zero;
            options.WebSockets.MaxFragments = 0;
            options.Retention = new Bridge.Stores.Retention { MaxAge = TimeSpan.Zero };
        }));

        foreach (var path in new[]
        {
            "Channels[\"news\"].Retention.MaxMessages", "AllowedOrigins[0]", "AllowedOrigins[1]", "Publishing.ApiKeys[0]", "Sessions.MaxSubscriptions", "Sessions.Hold",
            "LongPolling.LifeSignInterval", "WebSockets.MaxFragments", "Retention.MaxAge",
        })
        {
            Assert.Contains($"Bridge: {path}: ", fault.Message);
        }

        Assert.Equal(9, fault.Failures.Count());
        Assert.DoesNotContain("'short'", fault.Message); // a key is a secret, also a bad one
    }

    [Fact]
    public void Whatever_is_out_of_range_in_a_retention_is_named()
    {
        var faults = new OptionFaults();
        new Bridge.Stores.Retention
        {
            MaxMessages = 0, MaxBytes = 1023, MaxAge = TimeSpan.Zero, StoreBytes = 1023, MaxChannels = 0, DedupeAge = TimeSpan.Zero, DedupeKeys = 0,
        }.Check(faults, "R");

        Assert.Equal(
            ["R.MaxMessages", "R.MaxBytes", "R.MaxAge", "R.StoreBytes", "R.MaxChannels", "R.DedupeAge", "R.DedupeKeys"],
            faults.Found.Select(fault => fault.Split(':')[0]));
    }

    [Fact]
    public async Task Without_a_channel_nothing_starts_and_the_message_says_what_to_write()
    {
        var fault = await Assert.ThrowsAsync<OptionsValidationException>(async () =>
        {
            var builder = Microsoft.AspNetCore.Builder.WebApplication.CreateSlimBuilder();
            builder.Services.AddBridge();
            await using var app = builder.Build();
            app.MapBridge();
        });

        Assert.Contains("AddBridge(o => o.Channels.Add(\"news\"))", fault.Message);
    }

    [Theory]
    [InlineData("https://app.example")]
    [InlineData("https://app.example/")]
    [InlineData("http://localhost:5000")]
    [InlineData("http://[::1]:5000")]
    [InlineData("*")]
    public async Task An_origin_is_scheme_host_and_port(string origin)
    {
        await using var host = await TestHost.StartAsync(options => options.AllowedOrigins.Add(origin));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("app.example")]
    [InlineData("*.app.example")]
    [InlineData("https://*.app.example")]
    [InlineData("ftp://app.example")]
    [InlineData("https://user@app.example")]
    [InlineData("https://app.example?x")]
    [InlineData("https://app.example#x")]
    [InlineData(" https://app.example")]
    [InlineData("https://app.example:443")]
    [InlineData("https://\u00e4pp.example")]
    public async Task What_no_browser_sends_as_an_origin_is_refused_at_the_start(string origin)
    {
        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => TestHost.StartAsync(options => options.AllowedOrigins.Add(origin)));

        Assert.Contains("AllowedOrigins[0]", fault.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a*b")]
    [InlineData("no name")]
    [InlineData("~ours")]
    [InlineData("**")]
    public void A_pattern_that_is_none_is_told_where_it_is_declared(string pattern) =>
        Assert.Throws<ArgumentException>(() => new BridgeOptions().Channels.Add(pattern));

    [Fact]
    public void A_pattern_is_declared_once_and_the_most_specific_one_counts()
    {
        var channels = new BridgeOptions().Channels;
        channels.Add("room:*").Add("room:1").Add("*").Add("room:1:*");

        Assert.Throws<ArgumentException>(() => channels.Add("room:*"));
        Assert.Equal("room:1", channels.Find("room:1")!.Pattern);
        Assert.Equal("room:1:*", channels.Find("room:1:x")!.Pattern);
        Assert.Equal("room:*", channels.Find("room:2")!.Pattern);
        Assert.Equal("*", channels.Find("hall")!.Pattern);
    }
}
