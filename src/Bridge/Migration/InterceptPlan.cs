using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Bridge.PollShapes;

namespace Bridge.Migration;

/// <summary>What the script in an old page has to know of the shapes: enough to cut a request into cursor and question, and to make the backend's answers (docs/intercept.md).</summary>
internal static class InterceptPlan
{
    /// <summary>Why the polls of a shape can't be answered inside a page; null: they can.</summary>
    public static string? Fault(PollShape shape)
    {
        var plan = new RequestPlan(shape);
        return shape.Cursor.Map is not null ? "its cursor is a map of channels"
            : shape.Cursor.Parts.Count == 0 ? "it has no cursor"
            : plan.Params.Any(param => param.Encode != RequestEncoding.Plain) ? "it has JSON inside a parameter"
            : plan.Params.Any(param => param.In == RequestPlace.Path && plan.IsCursor(new Template(param.Value).Only ?? "")) ? "its cursor stands in the path"
            : shape.Answer.Item is not ("raw" or "{raw}") ? "its items are not answered as they are"
            : shape.Session is not null ? "its clients have sessions of their own" : null;
    }

    /// <summary>The plan as JSON.</summary>
    public static byte[] Write(string url, TimeSpan audit, TimeSpan patience, IEnumerable<PollShape> shapes) => JsonSerializer.SerializeToUtf8Bytes(
        new PagePlan(url, StageBook.Channel.Value, (long)audit.TotalMilliseconds, (long)patience.TotalMilliseconds, [.. shapes.Where(shape => Fault(shape) is null).Select(Of)]),
        MigrationJson.Default.PagePlan);

    private static PagePlan.Endpoint Of(PollShape shape)
    {
        var plan = new RequestPlan(shape);
        return new PagePlan.Endpoint
        {
            Name = shape.Name,
            Methods = [.. shape.Match.Methods],
            Path = Path(shape.Match.Path),
            Cursor = [.. shape.Cursor.Parts.Select(part => Place(plan, part.Var, part.Var)).OfType<PagePlan.Place>()],
            Wait = Place(plan, RequestPlan.Wait, null) is { } wait
                ? wait with { Unit = shape.Wait.Unit switch { ShapeUnit.Seconds => 1_000, ShapeUnit.Milliseconds => 1, _ => 0 } } : null,
            Limit = Place(plan, RequestPlan.Limit, null),
            Require =
            [
                .. plan.Params.Where(param => param.In is RequestPlace.Query or RequestPlace.Form or RequestPlace.Json && !RequestPlan.VariablesOf(param).Any())
                    .Select(param => new[] { ChoiceText.Of(param.In), param.Key, param.Value }),
                .. shape.Match.Require.Select(need => new[] { ChoiceText.Of(need.In), need.Key, need.EqualTo }),
            ],
            Ignore = new PagePlan.Ignored(shape.Match.Ignore.Names, shape.Match.Ignore.Prefixes, shape.Match.Ignore.Valueless),
            Hold = (long)shape.Wait.Default.TotalMilliseconds,
            Max = (long)shape.Wait.Max.TotalMilliseconds,
            Items = shape.Items.Batch == ItemsBatch.One ? 1 : shape.Items.Limit.Default,
            Latest = shape.Kind == ShapeKind.State,
            Answer = Form(shape.Answer.Status, shape.Answer.Headers, shape.Answer.Body),
            Empty = Empty(shape),
            Separator = shape.Answer.Separator,
            Desc = shape.Items.Order == ItemsOrder.Desc,
            Text = shape.Items.Form == ItemsForm.Text,
        };
    }

    private static PagePlan.Form? Empty(PollShape shape)
    {
        if (shape.Answer.Empty is { } said)
        {
            return Form(said.Status, said.Headers, said.Body);
        }

        if (shape.Empty is [{ Never: true }, ..] || shape is { Kind: ShapeKind.State, Empty.Count: 0 })
        {
            return null; // it holds, or tells the state again each time
        }

        var first = shape.Empty is [var empty, ..] ? empty : new ShapeEmpty();
        var status = first.Status > 0 ? first.Status : shape.Answer.Status;
        return status == shape.Answer.Status
            ? Form(status, shape.Answer.Headers, shape.Empty.Count > 0 ? first.Body ?? shape.Answer.Body : shape.Answer.Body)
            : Form(status, new Dictionary<string, string>(), first.Body ?? "");
    }

    private static PagePlan.Form Form(int status, IReadOnlyDictionary<string, string> headers, string body) =>
        new(status, [.. headers.Select(header => new JsonArray(header.Key, new JsonArray([.. Pieces(header.Value).Select(piece => JsonValue.Create(piece))])))], Pieces(body));

    /// <summary>Literals and variables in turn, beginning and ending with a literal.</summary>
    private static string[] Pieces(string template) =>
        [.. new Template(template).Pieces.SelectMany(piece => piece.Variable is null ? [piece.Literal] : (string[])[piece.Literal, piece.Variable])];

    private static PagePlan.Place? Place(RequestPlan plan, string variable, string? name) =>
        plan.Params.FirstOrDefault(param => new Template(param.Value).Only == variable) is { } param ? new PagePlan.Place(ChoiceText.Of(param.In), param.Key, name) : null;

    private static string Path(string template) =>
        $"^{string.Join('/', template.Split('/').Select(segment => string.Concat(new Template(segment).Pieces.Select(piece => Regex.Escape(PercentText.Encode(piece.Literal)) + (piece.Variable is null ? "" : "[^/]+")))))}$";
}
