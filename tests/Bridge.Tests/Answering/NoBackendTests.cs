using System.Net;
using Bridge.Messaging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bridge.Tests.Answering;

public sealed class NoBackendTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Old_pages_go_on_polling_when_the_backend_is_gone_and_the_application_publishes()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddBridge(options => options.Shapes.Add("board", AnswerSite.Public));
        await using var app = builder.Build();
        app.MapPollShape("board");
        await app.StartAsync(Stop);
        var publisher = app.Services.GetRequiredService<IPublisher>();
        using var http = AnswerSite.NewClient();
        http.BaseAddress = new Uri(app.Urls.First());

        await publisher.PublishAsync("board", Payload.Json("""{"id":1,"text":"a"}"""), cancellationToken: Stop);
        await publisher.PublishAsync("board", (Payload[])[Payload.Json("""{"id":2,"text":"b"}"""), Payload.Json("""{"id":5,"text":"c"}""")], cancellationToken: Stop);
        Assert.Equal("""[{"id":1,"text":"a"},{"id":2,"text":"b"},{"id":5,"text":"c"}]""", await http.GetStringAsync("/events?lastId=0", Stop));
        Assert.Equal("""[{"id":2,"text":"b"},{"id":5,"text":"c"}]""", await http.GetStringAsync("/events?lastId=1", Stop));

        var held = http.GetStringAsync("/events?lastId=5", Stop);
        await publisher.PublishAsync("board", Payload.Json("""{"id":6,"text":"d"}"""), cancellationToken: Stop);
        Assert.Equal("""[{"id":6,"text":"d"}]""", await held);
        using var other = await http.GetAsync("/events?lastId=5&unknown=1", Stop);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }
}
