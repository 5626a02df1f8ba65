using Bridge.PollShapes;
using Bridge.TestKit;

namespace Bridge.Tests.Rows.Systems;

/// <summary>json-server and hand-made REST: asked every two seconds with the last id + 1.</summary>
internal sealed class JsonServer : IRow
{
    public static string Name => "json-server";

    public static PollShape Shape { get; } = PollShapes.Samples.Read(Name);

    public static IReadOnlyDictionary<(Oracle, Use), LeftOut> LeftOut { get; } = RowCases.Omit((Oracle.HeadersFirst, null, Rows.LeftOut.HeadersAtEnd));

    public static RowBackend Backend(QueueScheduler scheduler) => new Server(scheduler);

    public static RowClient Client() => new Page();

    private sealed class Server(QueueScheduler scheduler) : RowBackend(scheduler)
    {
        private readonly List<(long Id, string Post)> _posts = [];
        private long _id;

        public override void Clear() => _posts.RemoveRange(0, Math.Max(0, _posts.Count - 1)); // ids follow the highest that is left

        protected override TimeSpan Hold(LegacyRequest request) => TimeSpan.Zero;

        protected override LegacyAnswer? Answer(LegacyRequest request)
        {
            var posts = Query(request, "_order") == "desc" ? _posts.AsEnumerable().Reverse() : _posts;
            posts = posts.Where(post => post.Id >= Number(Query(request, "id_gte"))).Take(Math.Min(Cap, Query(request, "_limit") is { } limit ? (int)Number(limit) : Cap));
            var list = posts.Select(post => post.Post).ToList();
            return list.Count == 0 ? null : Posts($"[\n  {string.Join(",\n  ", list)}\n]");
        }

        protected override LegacyAnswer Nothing(LegacyRequest request) => Posts("[]");

        protected override string Keep(string text)
        {
            _posts.Add((++_id, $"{{\n    \"id\": {_id},\n    \"text\": \"{text}\"\n  }}"));
            return _posts[^1].Post;
        }

        protected override void Forget()
        {
            _posts.Clear();
            _id = 0;
        }

        private static LegacyAnswer Posts(string body) => PollShapes.Samples.Answer(200, body, ("Content-Type", "application/json; charset=utf-8"));
    }

    private sealed class Page : RowClient
    {
        private long _from = 1;

        public override TimeSpan Interval => TimeSpan.FromSeconds(2);

        public override LegacyRequest Question => Ask(77);

        public override LegacyRequest Next() => Ask(_from);

        public override void Take(LegacyAnswer answer)
        {
            if (answer.Status == 200)
            {
                foreach (var post in Json(answer).EnumerateArray())
                {
                    Seen.Add(post.GetRawText());
                    _from = post.GetProperty("id").GetInt64() + 1;
                }
            }
        }

        private LegacyRequest Ask(long from) => Get($"/posts?_sort=id&id_gte={from}&_=1700{(Limit is { } limit ? $"&_limit={limit}" : "")}");
    }
}
