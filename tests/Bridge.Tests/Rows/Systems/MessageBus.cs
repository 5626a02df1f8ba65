using Bridge.PollShapes;
using Bridge.TestKit;

namespace Bridge.Tests.Rows.Systems;

/// <summary>Discourse's message_bus: a map of cursors in a form, −1 means from now on, and items of a channel for the status move cursors.</summary>
internal sealed class MessageBus : IRow
{
    public static string Name => "message-bus";

    public static PollShape Shape { get; } = PollShapes.Samples.Read(Name);

    public static IReadOnlyDictionary<(Oracle, Use), LeftOut> LeftOut { get; } = RowCases.Omit(
        (Oracle.HeadersFirst, null, Rows.LeftOut.HeadersAtEnd), (Oracle.Limit, null, Rows.LeftOut.NoLimit));

    public static RowBackend Backend(QueueScheduler scheduler) => new Server(scheduler);

    public static RowClient Client() => new Page();

    private sealed class Server(QueueScheduler scheduler) : RowBackend(scheduler)
    {
        private readonly List<(long Id, string Message)> _messages = [];
        private long _id;
        private long _global = 70;

        public override void Clear() => _messages.Clear();

        protected override LegacyAnswer? Answer(LegacyRequest request)
        {
            var last = Number(Text(request.Body).Split('&').First(pair => pair.StartsWith("%2Flatest=", StringComparison.Ordinal)).Split('=')[1]);
            if (last < 0 || last > _id)
            {
                return Messages([$$$"""{"global_id":-1,"message_id":-1,"channel":"/__status","data":{"/latest":{{{_id}}}}}"""]);
            }

            var messages = _messages.Where(message => message.Id > last).ToList();
            return messages.Count == 0 ? null : Messages(messages.Select(message => message.Message));
        }

        protected override LegacyAnswer Nothing(LegacyRequest request) => Messages([]);

        protected override string Keep(string text)
        {
            _messages.Add((++_id, $$$"""{"global_id":{{{++_global}}},"message_id":{{{_id}}},"channel":"/latest","data":{"text": "{{{text}}}"}}"""));
            return _messages[^1].Message;
        }

        protected override void Forget()
        {
            _messages.Clear();
            _id = 0;
        }

        private static LegacyAnswer Messages(IEnumerable<string> messages) =>
            PollShapes.Samples.Answer(200, $"[{string.Join(",", messages)}]", ("Content-Type", "application/json; charset=utf-8"));
    }

    private sealed class Page : RowClient
    {
        private string _last = "0";
        private int _seq;

        public override LegacyRequest Question => Ask("77");

        public override LegacyRequest Next() => Ask(_last);

        public override void Take(LegacyAnswer answer)
        {
            _seq++;
            if (answer.Status != 200)
            {
                return;
            }

            foreach (var message in Json(answer).EnumerateArray())
            {
                if (message.GetProperty("channel").GetString() == "/__status")
                {
                    _last = message.GetProperty("data").GetProperty("/latest").GetRawText();
                }
                else
                {
                    Seen.Add(message.GetRawText());
                    _last = message.GetProperty("message_id").GetRawText();
                }
            }
        }

        private LegacyRequest Ask(string last) => PollShapes.Samples.Ask(
            "POST", "/message-bus/c1/poll", $"%2Flatest={last}&__seq={_seq}", ("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"), ("Cookie", "_t=me"));
    }
}
