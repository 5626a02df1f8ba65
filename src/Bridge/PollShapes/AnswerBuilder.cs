using System.Buffers;
using System.Globalization;
using System.Text;

namespace Bridge.PollShapes;

/// <summary>Makes the answer that the backend would have sent, from its own items.</summary>
internal sealed class AnswerBuilder(PollShape shape)
{
    private readonly Template _body = new(shape.Answer.Body);
    private readonly Template? _item = shape.Answer.Item == "raw" ? null : new Template(shape.Answer.Item);
    private readonly byte[] _separator = Encoding.UTF8.GetBytes(shape.Answer.Separator);
    private readonly CursorText _cursor = new(shape.Cursor);

    /// <summary>The answer; null when there are no items and the backend would hold the poll for ever.</summary>
    /// <param name="items">The items, the oldest first.</param>
    /// <param name="cursor">Where the client stands after them, as the text of a checkpoint; null: unknown.</param>
    /// <param name="head">The newest checkpoint of the channel; null: unknown.</param>
    public LegacyAnswer? Build(IReadOnlyList<AnswerItem> items, string? cursor, string? head)
    {
        var values = new AnswerValues(shape, _cursor, cursor, head, items.Count);
        return items.Count > 0 ? Answer(shape.Answer.Status, shape.Answer.Headers, _body, items, values) : Empty(values);
    }

    private LegacyAnswer? Empty(AnswerValues values)
    {
        if (shape.Answer.Empty is { } said)
        {
            return Answer(said.Status, said.Headers, new Template(said.Body), [], values);
        }

        if (shape.Empty is [{ Never: true }, ..])
        {
            return null;
        }

        var (status, body) = shape.Empty is [var first, ..] ? (first.Status > 0 ? first.Status : shape.Answer.Status, first.Body) : (shape.Answer.Status, null);
        return status == shape.Answer.Status
            ? Answer(status, shape.Answer.Headers, body is null ? _body : new Template(body), [], values)
            : Answer(status, new Dictionary<string, string>(), new Template(body ?? ""), [], values);
    }

    private LegacyAnswer Answer(int status, IReadOnlyDictionary<string, string> headers, Template body, IReadOnlyList<AnswerItem> items, AnswerValues values)
    {
        var text = new ArrayBufferWriter<byte>();
        foreach (var (literal, variable) in body.Pieces)
        {
            Encoding.UTF8.GetBytes(literal, text);
            if (variable == "items")
            {
                Write(items, text);
            }
            else if (variable is not null)
            {
                Encoding.UTF8.GetBytes(shape.Items.Form == ItemsForm.Text ? values.Find(variable) ?? "" : JsonTexts.Escape(values.Find(variable) ?? ""), text);
            }
        }

        return new LegacyAnswer
        {
            Status = status,
            Headers =
            [
                .. headers.Select(header => (header.Key, Value: new Template(header.Value).Fill(values.Find)))
                    .Where(header => header.Value is not null && !header.Value.Any(char.IsControl)) // a line break would be another header
                    .Select(header => KeyValuePair.Create(header.Key, header.Value!)),
            ],
            Body = text.WrittenMemory,
        };
    }

    private void Write(IReadOnlyList<AnswerItem> items, ArrayBufferWriter<byte> text)
    {
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[shape.Items.Order == ItemsOrder.Desc ? items.Count - 1 - i : i];
            if (i > 0)
            {
                text.Write(_separator);
            }

            if (_item is null)
            {
                text.Write(item.Raw.Span);
                continue;
            }

            foreach (var (literal, variable) in _item.Pieces)
            {
                Encoding.UTF8.GetBytes(literal, text);
                text.Write(variable switch
                {
                    "raw" => item.Raw.Span,
                    "data" => item.Data.Span,
                    "id" => Encoding.UTF8.GetBytes(JsonTexts.Escape(item.Id ?? "")),
                    _ => [],
                });
            }
        }
    }

    /// <summary>The variables of one answer.</summary>
    private sealed class AnswerValues(PollShape shape, CursorText text, string? cursor, string? head, int count)
    {
        private readonly IReadOnlyDictionary<string, string>? _parts = cursor is null ? null : text.Decode(cursor);

        public string? Find(string name) => name switch
        {
            "count" => count.ToString(CultureInfo.InvariantCulture),
            "cursor" => cursor,
            "head" => head,
            _ => shape.Cursor.Parts.Any(part => part.Var == name) ? _parts?.GetValueOrDefault(name) : null,
        };
    }
}
