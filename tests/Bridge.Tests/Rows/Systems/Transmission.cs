using Bridge.PollShapes;
using Bridge.TestKit;

namespace Bridge.Tests.Rows.Systems;

/// <summary>Transmission: the whole state every five seconds, by POST; without its session's header 409 and that header.</summary>
internal sealed class Transmission : IRow
{
    public static string Name => "transmission";

    public static PollShape Shape { get; } = PollShapes.Samples.Read(Name);

    public static IReadOnlyDictionary<(Oracle, Use), LeftOut> LeftOut { get; } = RowCases.Omit(
        (Oracle.HeadersFirst, null, Rows.LeftOut.HeadersAtEnd), (Oracle.Limit, null, Rows.LeftOut.NoLimit), (Oracle.ClearedHistory, null, Rows.LeftOut.NoHistory));

    public static RowBackend Backend(QueueScheduler scheduler) => new Server(scheduler);

    public static RowClient Client() => new Page();

    private sealed class Server(QueueScheduler scheduler) : RowBackend(scheduler)
    {
        private string _state = """{"torrents":[],"removed":[]}""";
        private int _session = 1;

        protected override LegacyAnswer? Answer(LegacyRequest request) => request.Header("X-Transmission-Session-Id") == $"s{_session}"
            ? PollShapes.Samples.Answer(200, $$"""{"arguments":{{_state}},"result":"success"}""", ("Content-Type", "application/json; charset=UTF-8"))
            : PollShapes.Samples.Answer(409, "<h1>409: Conflict</h1>", ("X-Transmission-Session-Id", $"s{_session}"));

        protected override LegacyAnswer Nothing(LegacyRequest request) => throw new NotSupportedException();

        protected override string Keep(string text) => _state = $$"""{"torrents":[{"id":1,"name":"{{text}}","percentDone":0.5}],"removed":[]}""";

        protected override void Forget() => _session++;
    }

    private sealed class Page : RowClient
    {
        private const string Body = """{"method":"torrent-get","arguments":{"fields":["id","name","percentDone"],"ids":"recently-active"}}""";

        private string? _session;

        public override TimeSpan Interval => TimeSpan.FromSeconds(5);

        public override LegacyRequest Question => Ask("foreign");

        public override LegacyRequest Next() => Ask(_session);

        public override void Take(LegacyAnswer answer)
        {
            if (answer.Status == 409)
            {
                _session = answer.Header("X-Transmission-Session-Id") ?? _session;
            }
            else if (answer.Status == 200)
            {
                Seen.Add(Json(answer).GetProperty("arguments").GetRawText());
            }
        }

        private static LegacyRequest Ask(string? session) => PollShapes.Samples.Ask(
            "POST", "/transmission/rpc", Body, [("Content-Type", "application/json"), ("Authorization", "Basic x"), .. session is null ? [] : new[] { ("X-Transmission-Session-Id", session) }]);
    }
}
