using Bridge.PollShapes;
using Bridge.TestKit;

namespace Bridge.Tests.Rows.Systems;

/// <summary>GitHub's events: the newest first, a tag of the whole page as cursor, and a header that says how often to ask.</summary>
internal sealed class GitHub : IRow
{
    public static string Name => "github";

    public static PollShape Shape { get; } = PollShapes.Samples.Read(Name);

    public static IReadOnlyDictionary<(Oracle, Use), LeftOut> LeftOut { get; } = RowCases.Omit(
        (Oracle.HeadersFirst, null, Rows.LeftOut.HeadersAtEnd), (Oracle.Limit, null, Rows.LeftOut.HoleByContract), (Oracle.RoundTrip, Use.Answer, Rows.LeftOut.OwnPages));

    public static RowBackend Backend(QueueScheduler scheduler) => new Server(scheduler);

    public static RowClient Client() => new Page();

    private sealed class Server(QueueScheduler scheduler) : RowBackend(scheduler)
    {
        private const int PageSize = 100;

        private readonly List<string> _events = [];
        private long _id = 500;
        private string _tag = "\"none\"";

        public override void Clear() => _events.RemoveRange(0, Math.Max(0, _events.Count - 1)); // what is older than 90 days

        protected override TimeSpan Hold(LegacyRequest request) => TimeSpan.Zero;

        protected override LegacyAnswer? Answer(LegacyRequest request) => request.Header("If-None-Match") == _tag ? null : PollShapes.Samples.Answer(
            200, $"[{string.Join(",", _events.AsEnumerable().Reverse().Take(PageSize))}]",
            ("Content-Type", "application/json; charset=utf-8"), ("ETag", _tag), ("X-Poll-Interval", "60"));

        protected override LegacyAnswer Nothing(LegacyRequest request) => Status(304, ("ETag", _tag), ("X-Poll-Interval", "60"));

        protected override string Keep(string text)
        {
            _id += 7;
            _tag = $"W/\"{_id}\"";
            _events.Add($$"""{"id":"{{_id}}","payload":"{{text}}"}""");
            return _events[^1];
        }

        protected override void Forget()
        {
            _events.Clear();
            _tag = "\"none\"";
        }
    }

    private sealed class Page : RowClient
    {
        private string? _tag;

        public override TimeSpan Interval => TimeSpan.FromSeconds(60);

        public override LegacyRequest Question => Ask("\"foreign\"");

        public override LegacyRequest Next() => Ask(_tag);

        public override void Take(LegacyAnswer answer)
        {
            if (answer.Status == 200)
            {
                Seen.AddRange(Json(answer).EnumerateArray().Select(one => one.GetRawText()).Where(one => !Seen.Contains(one)).Reverse().ToList());
                _tag = answer.Header("ETag");
            }
        }

        private static LegacyRequest Ask(string? tag) => tag is null ? Get("/repos/me/mine/events") : Get("/repos/me/mine/events", ("If-None-Match", tag));
    }
}
