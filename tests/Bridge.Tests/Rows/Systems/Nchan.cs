using System.Globalization;
using Bridge.PollShapes;
using Bridge.TestKit;

namespace Bridge.Tests.Rows.Systems;

/// <summary>nchan: a cursor of two headers, a time of whole seconds and a number within it; one message an answer; an unknown cursor silently gets the oldest.</summary>
internal sealed class Nchan : IRow
{
    public static string Name => "nchan";

    public static PollShape Shape { get; } = PollShapes.Samples.Read(Name);

    public static IReadOnlyDictionary<(Oracle, Use), LeftOut> LeftOut { get; } = RowCases.Omit((Oracle.HeadersFirst, null, Rows.LeftOut.HeadersAtEnd));

    public static RowBackend Backend(QueueScheduler scheduler) => new Server(scheduler);

    public static RowClient Client() => new Page();

    private sealed class Server(QueueScheduler scheduler) : RowBackend(scheduler)
    {
        private readonly List<(string Modified, int Tag, string Text)> _messages = [];
        private (string Modified, int Tag) _last = ("", -1);

        public override void Clear() => _messages.Clear();

        protected override LegacyAnswer? Answer(LegacyRequest request)
        {
            var cursor = (Modified: request.Header("If-Modified-Since") ?? "", Tag: (int)Number(request.Header("If-None-Match")));
            var at = _messages.FindIndex(message => (message.Modified, message.Tag) == cursor);
            if (at < 0 && cursor == _last)
            {
                return null; // the newest that ever was
            }

            return at + 1 >= _messages.Count ? null : PollShapes.Samples.Answer(
                200, _messages[at + 1].Text, ("Last-Modified", _messages[at + 1].Modified), ("Etag", $"{_messages[at + 1].Tag}"));
        }

        protected override LegacyAnswer Nothing(LegacyRequest request) => Status(408);

        protected override string Keep(string text)
        {
            var modified = Now.ToString("R", CultureInfo.InvariantCulture);
            _last = (modified, _last.Modified == modified ? _last.Tag + 1 : 0);
            _messages.Add((_last.Modified, _last.Tag, $" {text}, as it is\n"));
            return _messages[^1].Text;
        }

        protected override void Forget()
        {
            _messages.Clear();
            _last = ("", -1);
        }
    }

    private sealed class Page : RowClient
    {
        private (string Modified, string Tag)? _cursor;

        public override LegacyRequest Question => Get("/sub/news", ("If-Modified-Since", "Thu, 01 Jan 1998 00:00:00 GMT"), ("If-None-Match", "0"));

        public override LegacyRequest Next() => _cursor is not { } cursor ? Get("/sub/news") : Get("/sub/news", ("If-Modified-Since", cursor.Modified), ("If-None-Match", cursor.Tag));

        public override void Take(LegacyAnswer answer)
        {
            if (answer.Status == 200)
            {
                Seen.Add(Text(answer));
                _cursor = (answer.Header("Last-Modified")!, answer.Header("Etag")!);
            }
        }
    }
}
