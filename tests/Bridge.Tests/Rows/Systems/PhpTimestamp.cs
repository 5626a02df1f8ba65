using Bridge.PollShapes;
using Bridge.TestKit;

namespace Bridge.Tests.Rows.Systems;

/// <summary>PHP with <c>?timestamp=</c>: a file's time, of whole seconds. A write in the second of the last answer is told with the next write.</summary>
internal sealed class PhpTimestamp : IRow
{
    private static readonly LeftOut Hole = new(
        "the backend's own hole: a write in the second of its last answer is told with the next write; SecondGrain has that", shape => shape.Cursor.Parts is [{ Type: CursorType.Time }]);

    public static string Name => "php-timestamp";

    public static PollShape Shape { get; } = PollShapes.Samples.Read(Name);

    public static IReadOnlyDictionary<(Oracle, Use), LeftOut> LeftOut { get; } = RowCases.Omit(
        (Oracle.HeadersFirst, null, Rows.LeftOut.HeadersAtEnd), (Oracle.Limit, null, Rows.LeftOut.NoLimit), (Oracle.ClearedHistory, null, Rows.LeftOut.NoHistory),
        (Oracle.Burst, null, Hole));

    public static RowBackend Backend(QueueScheduler scheduler) => new Server(scheduler);

    public static RowClient Client() => new Page();

    private sealed class Server(QueueScheduler scheduler) : RowBackend(scheduler)
    {
        private string? _text;
        private long _time;

        protected override LegacyAnswer? Answer(LegacyRequest request) =>
            _text is null || _time <= Number(Query(request, "timestamp")) ? null : Json(State());

        protected override LegacyAnswer Nothing(LegacyRequest request) => Status(200);

        protected override string Keep(string text)
        {
            (_text, _time) = (text, Now.ToUnixTimeSeconds());
            return State();
        }

        protected override void Forget() => _text = null;

        private string State() => $$"""{"timestamp":{{_time}},"data":"{{_text}}"}""";
    }

    private sealed class Page : RowClient
    {
        private string _timestamp = "0";

        public override LegacyRequest Question => Ask("77");

        public override LegacyRequest Next() => Ask(_timestamp);

        public override void Take(LegacyAnswer answer)
        {
            if (answer.Status == 200 && answer.Body.Length > 0)
            {
                Seen.Add(Text(answer));
                _timestamp = Json(answer).GetProperty("timestamp").GetRawText();
            }
        }

        private static LegacyRequest Ask(string timestamp) => Get($"/server.php?timestamp={timestamp}", ("Cookie", "PHPSESSID=a"));
    }
}
