using Bridge.PollShapes;
using Bridge.TestKit;

namespace Bridge.Tests.Rows.Systems;

/// <summary>Zulip: register a queue, then poll it; an unknown queue is a coded error, and idle polls end with a heartbeat.</summary>
internal sealed class Zulip : IRow
{
    private static readonly LeftOut OwnQueue = new(
        "each client polls a queue of its own, which only the backend has: its polls pass through, and what a queue forgot is the backend's affair", shape => shape.Session is not null);

    public static string Name => "zulip";

    public static PollShape Shape { get; } = PollShapes.Samples.Read(Name);

    public static IReadOnlyDictionary<(Oracle, Use), LeftOut> LeftOut { get; } = RowCases.Omit(
        (Oracle.HeadersFirst, null, Rows.LeftOut.HeadersAtEnd), (Oracle.Limit, null, Rows.LeftOut.NoLimit), (Oracle.ClearedHistory, Use.Answer, OwnQueue));

    public static RowBackend Backend(QueueScheduler scheduler) => new Server(scheduler);

    public static RowClient Client() => new Page();

    private sealed class Server(QueueScheduler scheduler) : RowBackend(scheduler)
    {
        private readonly Dictionary<string, List<(long Id, string Event)>> _queues = [];
        private int _made;
        private long _next;

        public override void Clear() => Restart();

        protected override TimeSpan Hold(LegacyRequest request) => TimeSpan.FromSeconds(50);

        protected override LegacyAnswer? Answer(LegacyRequest request)
        {
            if (request is { Method: "POST", Path: "/api/v1/register" })
            {
                _queues[$"queue{++_made}"] = [];
                return Json($$"""{"result":"success","msg":"","queue_id":"queue{{_made}}","last_event_id":{{_next - 1}}}""");
            }

            if (request.Method == "DELETE")
            {
                _queues.Remove(Text(request.Body)["queue_id=".Length..]);
                return Json("""{"result":"success","msg":""}""");
            }

            var name = Query(request, "queue_id")!;
            if (!_queues.TryGetValue(name, out var queue))
            {
                return PollShapes.Samples.Answer(400, """{"code":"BAD_EVENT_QUEUE_ID","msg":"Bad event queue ID","result":"error"}""", ("Content-Type", "application/json"));
            }

            queue.RemoveAll(one => one.Id <= Number(Query(request, "last_event_id"))); // asking acknowledges
            return queue.Count == 0 ? null : Events(queue.Select(one => one.Event), name);
        }

        protected override LegacyAnswer Nothing(LegacyRequest request) => Events([$$"""{"type":"heartbeat","id":{{_next++}}}"""], Query(request, "queue_id")!);

        protected override string Keep(string text)
        {
            var one = $$"""{"type":"message","id":{{_next}},"text":"{{text}}"}""";
            foreach (var queue in _queues.Values)
            {
                queue.Add((_next, one));
            }

            _next++;
            return one;
        }

        protected override void Forget() => _queues.Clear();

        private static LegacyAnswer Events(IEnumerable<string> events, string queue) =>
            Json($$"""{"result":"success","msg":"","events":[{{string.Join(",", events)}}],"queue_id":"{{queue}}"}""");
    }

    private sealed class Page : RowClient
    {
        private string? _queue;
        private long _last;

        public override LegacyRequest Question => Ask("foreign", 3);

        public override LegacyRequest Next() => _queue is { } queue
            ? Ask(queue, _last)
            : PollShapes.Samples.Ask("POST", "/api/v1/register", "event_types=%5B%22message%22%5D", ("Content-Type", "application/x-www-form-urlencoded"), ("Authorization", "Basic x"));

        public override void Take(LegacyAnswer answer)
        {
            if (answer.Status == 400)
            {
                _queue = null;
            }
            else if (answer.Status == 200 && _queue is null)
            {
                _queue = Json(answer).GetProperty("queue_id").GetString();
                _last = Json(answer).GetProperty("last_event_id").GetInt64();
            }
            else if (answer.Status == 200)
            {
                foreach (var one in Json(answer).GetProperty("events").EnumerateArray())
                {
                    _last = one.GetProperty("id").GetInt64();
                    if (one.GetProperty("type").GetString() != "heartbeat")
                    {
                        Seen.Add(one.GetRawText());
                    }
                }
            }
        }

        private static LegacyRequest Ask(string queue, long last) => Get($"/api/v1/events?queue_id={queue}&last_event_id={last}", ("Authorization", "Basic x"));
    }
}
