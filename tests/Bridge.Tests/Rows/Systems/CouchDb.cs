using Bridge.PollShapes;
using Bridge.TestKit;

namespace Bridge.Tests.Rows.Systems;

/// <summary>CouchDB's <c>_changes</c>: headers first, a sequence as cursor, and ordinary empties for ever after a restart with a lower one.</summary>
internal sealed class CouchDb : IRow
{
    public static string Name => "couchdb";

    public static PollShape Shape { get; } = PollShapes.Samples.Read(Name);

    public static IReadOnlyDictionary<(Oracle, Use), LeftOut> LeftOut { get; } = RowCases.Omit();

    public static RowBackend Backend(QueueScheduler scheduler) => new Server(scheduler);

    public static RowClient Client() => new Page();

    private sealed class Server(QueueScheduler scheduler) : RowBackend(scheduler)
    {
        private readonly List<(long Seq, string Row)> _rows = [];
        private long _seq;

        public override void Clear() => _rows.Clear(); // compacted and purged: sequences go on

        protected override TimeSpan Hold(LegacyRequest request) => TimeSpan.FromMilliseconds(Number(Query(request, "timeout")));

        protected override LegacyAnswer? Answer(LegacyRequest request)
        {
            if (request.Path == "/board")
            {
                return Json($$"""{"db_name":"board","update_seq":{{_seq}}}""");
            }

            var rows = _rows.Where(row => row.Seq > Number(Query(request, "since"))).Take(Math.Min(Cap, Query(request, "limit") is { } limit ? (int)Number(limit) : Cap)).ToList();
            return rows.Count == 0 ? null : Answer(rows.Select(row => row.Row), rows[^1].Seq);
        }

        protected override LegacyAnswer Nothing(LegacyRequest request) => Answer([], Number(Query(request, "since")));

        protected override LegacyAnswer Cut(LegacyRequest request) => Json("\n\n\n") with { IsCut = true };

        protected override string Keep(string text)
        {
            _rows.Add((++_seq, $$"""{"seq":{{_seq}},"id":"{{text}}", "changes":[{"rev":"1-a"}]}"""));
            return _rows[^1].Row;
        }

        protected override void Forget()
        {
            _rows.Clear();
            _seq = 0;
        }

        private static LegacyAnswer Answer(IEnumerable<string> rows, long last) => Json($"{{\"results\":[\n{string.Join(",\n", rows)}\n],\n\"last_seq\":{last}}}\n");
    }

    private sealed class Page : RowClient
    {
        private string _since = "0";

        public override LegacyRequest Question => Ask("77");

        public override LegacyRequest Next() => Ask(_since);

        public override void Take(LegacyAnswer answer)
        {
            if (answer.Status == 200)
            {
                Seen.AddRange(Json(answer).GetProperty("results").EnumerateArray().Select(row => row.GetRawText()));
                _since = Json(answer).GetProperty("last_seq").GetRawText();
            }
        }

        private LegacyRequest Ask(string since) =>
            Get($"/board/_changes?feed=longpoll&since={since}&heartbeat=10000&include_docs=true&timeout=25000{(Limit is { } limit ? $"&limit={limit}" : "")}");
    }
}
