using System.Text;
using Bridge.Dialects.Native;
using Bridge.Dialects.Plain;
using Bridge.Fuzz.Generation;
using Bridge.Fuzz.Sites;
using Bridge.Messaging;
using Bridge.PollShapes;
using Bridge.Sessions;
using Bridge.Stores;
using Bridge.Transports;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Fuzz.Scaling;

/// <summary>No input costs more than its length: each place reads a hostile text of some kilobytes and one eight times as long.</summary>
public sealed class ScalingTests(ITestOutputHelper output)
{
    private const int Small = 8 << 10;
    private const int SmallRequest = 16 << 10; // eight times that is half of what a body may have

    private static readonly NativeDialect Native = new(1 << 20, 32);
    private static readonly Publisher Publisher = new([], null!, null!, new SessionOptions { MaxPayloadBytes = 1 << 20 }, null!);
    private static readonly OriginPolicy Origins = new(["https://app.example"], NullLogger<OriginPolicy>.Instance);

    private static readonly AnswerReader[] Backends = [.. ShapeSamples.Files.Select(file => new AnswerReader(ShapeSamples.Read(file)))];

    public static TheoryData<string> NativeShapes { get; } = new(Shapes.Native.Keys);

    public static TheoryData<string> PayloadShapes { get; } = new(Shapes.Payload.Keys);

    public static TheoryData<string> ListShapes { get; } = new(Shapes.Lists.Keys);

    public static TheoryData<string> RequestShapes { get; } = new(Conversations.Requests.Keys);

    public static TheoryData<string> SocketShapes { get; } = new(Conversations.Sockets.Keys);

    [Theory]
    [MemberData(nameof(NativeShapes))]
    public void Reading_a_message_takes_as_long_as_it_is(string shape) => Check(input => Native.Read(input, binary: false, []), Shapes.Native[shape], Small);

    [Theory]
    [MemberData(nameof(PayloadShapes))]
    public void Checking_a_payload_takes_as_long_as_it_is(string shape) =>
        Check(input => Assert.True(Publisher.Fault(new Payload(input, PayloadKind.Json)) is null or { Code: "json" }), Shapes.Payload[shape], Small);

    [Theory]
    [MemberData(nameof(PayloadShapes))]
    public void Reading_a_backends_answer_takes_as_long_as_it_is(string shape) =>
        Check(input => Assert.All(Backends, reader => reader.Read(new LegacyAnswer { Body = input }, null)), Shapes.Payload[shape], Small);

    [Theory]
    [MemberData(nameof(ListShapes))]
    public void Reading_queries_headers_and_columns_takes_as_long_as_they_are(string shape) => Check(
        input =>
        {
            var text = Encoding.UTF8.GetString(input);
            var context = new DefaultHttpContext { Request = { QueryString = new QueryString(text.StartsWith('?') ? text : ""), ContentType = text, Method = "POST" } };
            context.Request.Headers.Origin = text;
            context.Request.Headers.Host = text;
            RequestChecks.HasSecretInUrl(context.Request);
            RequestChecks.IsJson(context.Request);
            RequestChecks.Token(context.Request);
            Origins.Allows(context);
            new PlainPollDialect().Read(context.Request, text, out _);
            _ = Record.Exception(() => SubscriptionText.Read(text));
            _ = Record.Exception(() => TagSet.Of(text.Split(',')));
            _ = Record.Exception(() => SubmissionBook.Read(input));
        },
        Shapes.Lists[shape],
        Small);

    [Theory]
    [MemberData(nameof(RequestShapes))]
    public void Serving_a_request_takes_as_long_as_it_is(string shape) => Check(
        input =>
        {
            using var site = new Site(LargeLimits);
            OracleException.Unless(Judge.Http(site.Send(Request.Of(input))).Code is "envelopes" or "published", "It was refused.");
        },
        Conversations.Requests[shape],
        SmallRequest);

    [Theory]
    [MemberData(nameof(SocketShapes))]
    public void Serving_a_socket_takes_as_long_as_what_is_said_on_it(string shape) => Check(
        input =>
        {
            using var site = new Site(LargeLimits);
            Judge.Frames(site.Send(Request.Of(Conversations.Handshake, input)).Body, native: true);
        },
        size => Encoding.Latin1.GetString(Conversations.Sockets[shape](size)),
        SmallRequest,
        Encoding.Latin1);

    private void Check(Action<byte[]> read, Func<int, string> shape, int small, Encoding? encoding = null)
    {
        encoding ??= Encoding.UTF8;
        var (bytes, time) = Growth.Check(read, encoding.GetBytes(shape(small)), encoding.GetBytes(shape(small * Growth.Factor)));
        output.WriteLine($"{Growth.Factor} times the input: {bytes:F1} times the allocations, {time:F1} times the time");
    }

    private static void LargeLimits(BridgeOptions options)
    {
        options.Sessions.MaxPayloadBytes = 1 << 20;
        options.LongPolling.MaxBodyBytes = 1 << 20;
        options.Publishing.MaxBatchBytes = 1 << 20;
        options.Sessions.MaxSubscriptions = 100; // the default
    }
}
