using System.Text;
using System.Text.Json.Nodes;
using Bridge.Gateway.Inference;

namespace Bridge.Tests.Inference;

/// <summary>HAR files as programs write them.</summary>
public sealed class HarReaderTests
{
    [Theory]
    [InlineData("not json", "no JSON: line 1")]
    [InlineData("{\"log\":{\"entries\":[{\"a\":1},\n{\"b\":", "no JSON: line 2")]
    [InlineData("", "no JSON")]
    [InlineData("{\"log\":{\"version\":\"1.2\"}}", "no HAR")]
    [InlineData("[1,2]", "no HAR")]
    [InlineData("{\"entries\":[{}]}", "no HAR")]
    public void What_is_no_har_is_told(string text, string fault) =>
        Assert.Contains(fault, Assert.Throws<FormatException>(() => Recording.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), _ => { })).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_that_comes_byte_by_byte_with_a_byte_order_mark_is_read_as_one()
    {
        var har = new HarFile().Get("/a", "[1]").Get("/b", "[2]");
        var recording = Recording.Read(new Trickle([0xEF, 0xBB, 0xBF, .. har.Bytes()]), _ => { });

        Assert.Equal(["/a", "/b"], recording.Exchanges.Select(exchange => exchange.Request.Path));
        Assert.Equal((2, "WebInspector 537.36"), (recording.Entries, recording.Creator));
    }

    [Fact]
    public void A_body_in_base64_is_its_bytes()
    {
        var har = new HarFile().Get("/a", Convert.ToBase64String("[\"é\"]"u8));
        har.Last["response"]!["content"]!["encoding"] = "base64";

        Assert.Equal("[\"é\"]"u8, har.Read().Exchanges.Single().Answer!.Body.Span);
    }

    [Fact]
    public void A_body_that_the_browser_no_longer_had_is_no_answer()
    {
        var har = new HarFile().Get("/a", null);
        har.Last["response"]!["content"]!["size"] = 17;

        Assert.Null(har.Read().Exchanges.Single().Answer);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_request_that_was_broken_off_has_no_answer(int status)
    {
        var har = new HarFile().Get("/a", null, status: status);
        har.Last["time"] = -1;

        var exchange = har.Read().Exchanges.Single();

        Assert.Null(exchange.Answer);
        Assert.Equal(DateTimeOffset.MaxValue, exchange.Ended);
    }

    [Theory]
    [InlineData("image")]
    [InlineData("script")]
    [InlineData("websocket")]
    [InlineData("preflight")]
    public void What_browsers_call_part_of_a_page_is_no_poll(string resource)
    {
        var har = new HarFile().Get("/a", "{}");
        har.Last["_resourceType"] = resource;

        Assert.Empty(har.Read().Exchanges);
    }

    [Fact]
    public void Json_under_phps_default_type_is_data()
    {
        var har = new HarFile { AnswerHeaders = { ["Content-Type"] = "text/html" } }.Get("/a", " {\"a\":1}").Get("/b", "<html>");

        Assert.Equal(["/a"], har.Read().Exchanges.Select(exchange => exchange.Request.Path));
    }

    [Fact]
    public void What_is_missing_or_of_another_kind_is_passed_over()
    {
        foreach (var entry in (string[])["{}", "null", "7", "[]", """{"request":null}""", """{"request":{"url":"ws://x/","method":"GET"}}""", """{"request":{"url":5,"method":"GET"}}""", """{"request":{"url":"http://x/a","method":"GET","headers":{}},"response":{"status":"200","content":[]},"time":"x","startedDateTime":"x"}"""])
        {
            Recording.Read(new MemoryStream(Encoding.UTF8.GetBytes($$$"""{"log":{"entries":[{{{entry}}}]}}""")), _ => { });
        }
    }

    [Fact]
    public void Cookies_that_stand_beside_the_headers_are_found()
    {
        var har = new HarFile().Get("/a", "{}");
        har.Last["request"]!["cookies"] = new JsonArray(new JsonObject { ["name"] = "sid", ["value"] = "1" });

        Assert.Equal(["1"], har.Read().Exchanges.Single().Request.Cookies("sid"));
    }

    [Fact]
    public void A_form_that_is_only_listed_is_written_again()
    {
        var har = new HarFile().Post("/a", "", "{}");
        har.Last["request"]!["postData"] = new JsonObject { ["mimeType"] = "application/x-www-form-urlencoded", ["params"] = new JsonArray(new JsonObject { ["name"] = "a b", ["value"] = "c&d" }) };

        Assert.Equal("a%20b=c%26d", Encoding.UTF8.GetString(har.Read().Exchanges.Single().Request.Body.Span));
    }

    [Fact]
    public void A_hundred_megabytes_of_pictures_are_read_in_little_memory()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var told = 0;
        var recording = Recording.Read(new Pictures(100), _ => told++);

        Assert.Equal((100, 0), (recording.Entries, recording.Exchanges.Count));
        Assert.InRange(told, 5, 20);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 16 << 20);
    }

    private sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(1, count));
    }

    /// <summary>A HAR of so many pictures, a megabyte each, that is nowhere as a whole.</summary>
    private sealed class Pictures(int count) : Stream
    {
        private static readonly byte[] Entry = Encoding.UTF8.GetBytes(
            $$$$"""{"request":{"url":"http://x/a.png","method":"GET"},"response":{"status":200,"content":{"mimeType":"image/png","text":"{{{{new string('A', 1 << 20)}}}}","encoding":"base64"}}}""");

        private int _at = -1;
        private byte[] _piece = [];
        private int _read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count1)
        {
            while (_read == _piece.Length)
            {
                if (_at > 2 * count)
                {
                    return 0;
                }

                _at++;
                _read = 0;
                _piece = _at == 0 ? "{\"log\":{\"entries\":["u8.ToArray() : _at == 2 * count ? "]}}"u8.ToArray() : _at > 2 * count ? [] : _at % 2 == 1 ? Entry : ","u8.ToArray();
            }

            var length = Math.Min(count1, _piece.Length - _read);
            _piece.AsSpan(_read, length).CopyTo(buffer.AsSpan(offset));
            _read += length;
            return length;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count1) => throw new NotSupportedException();
    }
}
