using System.Text;
using Bridge.PollShapes;
using Bridge.TestKit;

namespace Bridge.Tests.Rows.Systems;

/// <summary>PHP with <c>?lastId=</c>, held until there is something; <c>{}</c> when there isn't. Another script tells the highest id.</summary>
internal sealed class PhpLastId : IRow
{
    private const string Probe = """
        "initial": "value", "probe": { "when": "every", "every": 2, "call": { "url": "/head.php", "params": [{ "key": "room", "value": "{room}" }], "extract": [{ "var": "last", "path": "head" }] } }
        """;

    public static string Name => "php-last-id";

    public static PollShape Shape { get; } = PollShapes.Samples.Read(
        Name, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(PollShapes.Samples.Json(Name)).Replace("\"initial\": \"value\"", Probe, StringComparison.Ordinal)));

    public static IReadOnlyDictionary<(Oracle, Use), LeftOut> LeftOut { get; } = RowCases.Omit(
        (Oracle.HeadersFirst, null, Rows.LeftOut.HeadersAtEnd), (Oracle.Limit, null, Rows.LeftOut.NoLimit));

    public static RowBackend Backend(QueueScheduler scheduler) => new Server(scheduler);

    public static RowClient Client() => new Page();

    private sealed class Server(QueueScheduler scheduler) : RowBackend(scheduler)
    {
        private readonly List<(long Id, string Message)> _messages = [];
        private long _id;

        public override void Clear() => _messages.Clear();

        protected override LegacyAnswer? Answer(LegacyRequest request)
        {
            if (request.Path == "/head.php")
            {
                return Json($$"""{"head":{{_id}}}""");
            }

            var messages = _messages.Where(message => message.Id > Number(Query(request, "lastId"))).ToList();
            return messages.Count == 0 ? null : Json($$"""{"messages":[{{string.Join(",", messages.Select(message => message.Message))}}],"lastId":{{messages[^1].Id}}}""");
        }

        protected override LegacyAnswer Nothing(LegacyRequest request) => Json("{}");

        protected override string Keep(string text)
        {
            _messages.Add((++_id, $$"""{"id":{{_id}},"t":"{{text}}"}"""));
            return _messages[^1].Message;
        }

        protected override void Forget()
        {
            _messages.Clear();
            _id = 0;
        }
    }

    private sealed class Page : RowClient
    {
        private string _last = "0";

        public override LegacyRequest Question => Ask("77");

        public override LegacyRequest Next() => Ask(_last);

        public override void Take(LegacyAnswer answer)
        {
            if (answer.Status == 200 && Json(answer).TryGetProperty("lastId", out var last))
            {
                Seen.AddRange(Json(answer).GetProperty("messages").EnumerateArray().Select(message => message.GetRawText()));
                _last = last.GetRawText();
            }
        }

        private static LegacyRequest Ask(string last) => Get($"/poll.php?room=5&lastId={last}&_=99", ("Cookie", "PHPSESSID=a"));
    }
}
