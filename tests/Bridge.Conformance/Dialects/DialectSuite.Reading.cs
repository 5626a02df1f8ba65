using System.Text;
using Bridge.Messaging;
using Bridge.TestKit;

namespace Bridge.Conformance.Dialects;

public abstract partial class DialectSuite
{
    private const int BytesPerSeed = 400;

    [Fact]
    public void What_is_understood_is_understood()
    {
        foreach (var message in Understood)
        {
            var intents = new List<ClientIntent>();
            Assert.Null(Create().Read(message, binary: false, intents));
            Assert.NotEmpty(intents);
        }
    }

    [Fact]
    public Task Bytes_of_any_kind_never_throw_and_what_is_refused_leaves_nothing_behind() => Seeds.RunAsync(60, seed =>
    {
        var random = new SeededRandom(seed);
        for (var n = 0; n < 200; n++)
        {
            var bytes = new byte[random.Below(BytesPerSeed)];
            random.Fill(bytes);
            CheckReading(bytes, random.OneIn(2));
        }

        return Task.CompletedTask;
    });

    [Fact]
    public Task Changed_messages_never_throw_and_what_is_refused_leaves_nothing_behind() => Seeds.RunAsync(60, seed =>
    {
        var random = new SeededRandom(seed);
        for (var n = 0; n < 400; n++)
        {
            CheckReading(Changed(random), random.OneIn(20));
        }

        return Task.CompletedTask;
    });

    [Theory]
    [InlineData("")]
    [InlineData("[")]
    [InlineData("[[")]
    [InlineData("[[]]")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("{}{}")]
    [InlineData("null")]
    [InlineData("\uFEFF{\"type\":\"open\"}")]
    [InlineData("{\"type\":\"open\"} x")]
    [InlineData("{\"type\":\"open\"}{\"type\":\"open\"}")]
    [InlineData("/* c */{\"type\":\"open\"}")]
    [InlineData("{\"type\":\"open\",}")]
    [InlineData("{\"type\":\"poll\",\"wait\":NaN}")]
    [InlineData("{\"type\":\"poll\",\"wait\":1e999}")]
    [InlineData("{\"type\":\"poll\",\"wait\":{\"a\":1}}")]
    [InlineData("{\"type\":\"submit\",\"channel\":\"news\",\"base64\":{\"type\":\"open\"}}")]
    [InlineData("{\"type\":\"submit\",\"channel\":\"news\",\"text\":\"\\ud800\"}")]
    [InlineData("{\"\\ud800\":1,\"type\":\"open\"}")]
    [InlineData("{\"type\":\"ack\",\"positions\":{\"\\udc00\":\"x\"}}")]
    [InlineData("{\"__proto__\":{\"type\":\"open\"},\"type\":\"constructor\"}")]
    public void Awkward_text_never_throws(string text) => CheckReading(Encoding.UTF8.GetBytes(text), binary: false);

    [Fact]
    public void Deep_and_wide_messages_never_throw_and_cost_linear_time()
    {
        CheckReading(Encoding.UTF8.GetBytes(new string('[', 100_000)), binary: false);
        CheckReading(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 100_000))), binary: false);
        CheckReading(Encoding.UTF8.GetBytes("{\"type\":\"open\"" + string.Concat(Enumerable.Range(0, 200_000).Select(n => $",\"k{n}\":0")) + "}"), binary: false);
        CheckReading(Encoding.UTF8.GetBytes($"{{\"type\":\"poll\",\"wait\":{new string('9', 200_000)}}}"), binary: false);
    }

    [Fact]
    public void What_was_read_does_not_depend_on_the_lent_bytes()
    {
        var payload = Payload.Text("keep me");
        var (bytes, binary) = Submission(payload);
        var intents = new List<ClientIntent>();
        Assert.Null(Create().Read(bytes, binary, intents));
        Array.Fill(bytes, (byte)'x');

        Assert.Equal(Shown(payload), Shown(Assert.IsType<ClientIntent.Submit>(Assert.Single(intents)).Payload));
    }

    [Fact]
    public void Intents_that_were_there_stay_whatever_comes()
    {
        var before = new ClientIntent.Probe("before");
        foreach (var message in Understood.Append([1, 2, 3]))
        {
            var intents = new List<ClientIntent> { before };
            Create().Read(message, binary: false, intents);
            Assert.Same(before, intents[0]);
        }
    }

    [Theory]
    [MemberData(nameof(Payloads))]
    public void A_submitted_payload_arrives_byte_by_byte(PayloadKind kind, byte[] bytes)
    {
        var payload = new Payload(bytes, kind);
        var (message, binary) = Submission(payload);
        var intents = new List<ClientIntent>();

        Assert.Null(Create().Read(message, binary, intents));

        var submit = Assert.IsType<ClientIntent.Submit>(Assert.Single(intents));
        Assert.Equal(News, submit.Channel);
        Assert.Equal(Shown(payload), Shown(submit.Payload));
    }

    private void CheckReading(byte[] bytes, bool binary)
    {
        var intents = new List<ClientIntent>();
        var fault = Create().Read(bytes, binary, intents);
        Assert.True(fault is null || intents.Count == 0, $"Refused, yet {intents.Count} intents: {Encoding.UTF8.GetString(bytes)}");
        foreach (var intent in intents)
        {
            if (intent is ClientIntent.Submit { Channel.IsDefault: true } or ClientIntent.Subscribe { Channel.IsDefault: true })
            {
                Assert.Fail($"A channel that is none: {Encoding.UTF8.GetString(bytes)}");
            }
        }
    }

    /// <summary>A message that is nearly one: bytes flipped, cut out, doubled, or two messages crossed.</summary>
    private byte[] Changed(SeededRandom random)
    {
        var bytes = random.Pick(Understood).ToList();
        for (var changes = 1 + random.Below(4); changes > 0; changes--)
        {
            var at = random.Below(bytes.Count + 1);
            var length = Math.Min(random.Below(12), bytes.Count - at);
            switch (random.Below(5))
            {
                case 0 when at < bytes.Count:
                    bytes[at] = (byte)random.Below(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 3:
                    bytes.Insert(at, (byte)random.Pick("{}[]\",:0-9e\\tn ".ToCharArray()));
                    break;
                default:
                    var other = random.Pick(Understood);
                    var from = random.Below(other.Length + 1);
                    bytes.RemoveRange(at, bytes.Count - at);
                    bytes.AddRange(other.AsSpan(from));
                    break;
            }
        }

        return [.. bytes];
    }
}
