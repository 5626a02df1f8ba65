using Bridge.PollShapes;
using Bridge.TestKit;

namespace Bridge.Tests.Rows.Systems;

/// <summary>Nextcloud Talk: the cursor comes in a header, and 304 without any header means that it stays.</summary>
internal sealed class NextcloudTalk : IRow
{
    public static string Name => "nextcloud-talk";

    public static PollShape Shape { get; } = PollShapes.Samples.Read(Name);

    public static IReadOnlyDictionary<(Oracle, Use), LeftOut> LeftOut { get; } = RowCases.Omit(
        (Oracle.HeadersFirst, null, Rows.LeftOut.HeadersAtEnd), (Oracle.LowerHead, null, Rows.LeftOut.NoHead));

    public static RowBackend Backend(QueueScheduler scheduler) => new Server(scheduler);

    public static RowClient Client() => new Page();

    private sealed class Server(QueueScheduler scheduler) : RowBackend(scheduler)
    {
        private readonly List<(long Id, string Message)> _messages = [];
        private long _id = 10;

        public override void Clear() => _messages.Clear();

        protected override TimeSpan Hold(LegacyRequest request) => TimeSpan.FromSeconds(Number(Query(request, "timeout")));

        protected override LegacyAnswer? Answer(LegacyRequest request)
        {
            var messages = _messages.Where(message => message.Id > Number(Query(request, "lastKnownMessageId")))
                .Take(Math.Min(Cap, Query(request, "limit") is { } limit ? (int)Number(limit) : Cap)).ToList();
            return messages.Count == 0 ? null : PollShapes.Samples.Answer(
                200, $$$"""{"ocs":{"meta":{"status":"ok","statuscode":200,"message":"OK"},"data":[{{{string.Join(",", messages.Select(message => message.Message))}}}]}}""",
                ("Content-Type", "application/json; charset=utf-8"), ("X-Chat-Last-Given", $"{messages[^1].Id}"));
        }

        protected override LegacyAnswer Nothing(LegacyRequest request) => Status(304);

        protected override string Keep(string text)
        {
            _id += 3;
            _messages.Add((_id, $$"""{"id":{{_id}},"message":"{{text}}\/"}"""));
            return _messages[^1].Message;
        }

        protected override void Forget() => throw new NotSupportedException();
    }

    private sealed class Page : RowClient
    {
        private string _last = "0";

        public override LegacyRequest Question => Ask("77");

        public override LegacyRequest Next() => Ask(_last);

        public override void Take(LegacyAnswer answer)
        {
            if (answer.Status == 200)
            {
                Seen.AddRange(Json(answer).GetProperty("ocs").GetProperty("data").EnumerateArray().Select(message => message.GetRawText()));
                _last = answer.Header("X-Chat-Last-Given")!;
            }
        }

        private LegacyRequest Ask(string last) => Get(
            $"/ocs/v2.php/apps/spreed/api/v1/chat/k8x?lookIntoFuture=1&lastKnownMessageId={last}&format=json&timeout=30{(Limit is { } limit ? $"&limit={limit}" : "")}",
            ("Cookie", "nc_session=s1; nc_token=t1"), ("requesttoken", "t1"), ("OCS-APIRequest", "true"));
    }
}
