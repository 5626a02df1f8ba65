using System.Text.Json.Nodes;
using Bridge.PollShapes;

namespace Bridge.Gateway.Inference;

/// <summary>Writes what a shape says of answers: items, the forms of nothing new, and how the bridge answers itself.</summary>
internal sealed class AnswerDraft(
    Endpoint endpoint, IReadOnlyList<(CursorFind Find, string Var)> cursor, ItemsPlan plan, Rhythm rhythm, (FieldName Name, string Value)? limit, Action<string, string, bool> say)
{
    // What says how the answer is to be read or kept. The rest is the server's own affair.
    private static readonly string[] Kept = ["content-type", "cache-control", "pragma", "expires", "vary", "content-language"];

    private readonly List<CursorFind> _finds = [.. cursor.Select(part => part.Find)];

    /// <summary>Adds all of it.</summary>
    public void Write(JsonObject shape, out bool hasBeats)
    {
        var usable = endpoint.Polls.Where(poll => poll.Usable is not null).ToList();
        var empties = usable.Where(poll => plan.IsEmpty(poll, _finds)).ToList();
        var news = usable.Except(empties).ToList();
        var template = new AnswerTemplate(plan, cursor, news, empties);
        hasBeats = template.HasBeats;
        if (Items() is { Count: > 0 } items)
        {
            shape["items"] = items;
        }

        if (plan.IsInclusive)
        {
            shape["dedupe"] = new JsonObject { ["by"] = "id" };
            say("dedupe", $"by id: {plan.Why}", false);
        }

        WriteEmpty(shape, empties);
        if (plan.IsOnRead)
        {
            shape["ack"] = new JsonObject { ["mode"] = "on-read" };
            shape["effects"] = new JsonArray("consume");
            say("ack.mode", "on-read: requests bring no cursor and no item came twice, so the backend seems to forget what it has written. The bridge must not poll beside the pages", true);
        }

        shape["answer"] = Answer(template, news, empties);
        Doubts(template);
    }

    private JsonObject Items()
    {
        var items = new JsonObject();
        if (plan.Path.Length > 0)
        {
            items["path"] = plan.Path;
        }

        if (plan.Form != ItemsForm.Array)
        {
            items["form"] = ChoiceText.Of(plan.Form);
            return items;
        }

        say("items.path", plan.Path.Length > 0 ? $"`{plan.Path}` is a list" : "the answer is a list", false);
        if (plan.Id is { } id)
        {
            items["id"] = id;
            say("items.id", $"`{id}` is in every item, and no two had the same", false);
        }

        if (plan.Order == ItemsOrder.Desc)
        {
            items["order"] = "desc";
        }

        say("items.order", plan.IsOrderSeen ? plan.Order == ItemsOrder.Desc ? "desc: the newest comes first" : "asc: the newest comes last" : "asc is a guess: no answer showed which end is the newest", !plan.IsOrderSeen);
        if (limit is ({ } name, { } value))
        {
            var json = new JsonObject();
            if (name.Place == RequestPlace.Query)
            {
                json["param"] = name.Key;
            }

            json["default"] = int.Parse(value);
            items["limit"] = json;
            say("items.limit", $"{name} is called so, and no answer had more than {value} items", false);
        }

        return items;
    }

    private void WriteEmpty(JsonObject shape, IReadOnlyList<Poll> empties)
    {
        var forms = EmptyForms.Of(empties, plan);
        if (forms.Count > 0)
        {
            shape["empty"] = new JsonArray([.. forms.Select(form => (JsonNode)form.Form.DeepClone())]);
            say("empty", string.Join(", ", forms.Select(form => $"{EmptyForms.Say(form.Form)} ({form.Count})")), false);
        }
        else if (rhythm is { IsHeld: true, Cut: not null })
        {
            shape["empty"] = new JsonArray(new JsonObject { ["never"] = true });
            say("empty", $"never: requests were ended by the page after {Rhythm.Say(rhythm.Cut.Value)}, none by an empty answer", true);
        }
        else
        {
            say("empty", "no answer said that nothing is new: the bridge would answer with the body without items", true);
        }
    }

    private JsonObject Answer(AnswerTemplate template, IReadOnlyList<Poll> news, IReadOnlyList<Poll> empties)
    {
        var answer = new JsonObject();
        var status = news.Select(poll => poll.Usable!.Status).GroupBy(status => status).OrderByDescending(same => same.Count()).Select(same => same.Key).FirstOrDefault(200);
        if (status != 200)
        {
            answer["status"] = status;
        }

        if (Headers(news, isAll: true) is { Count: > 0 } headers)
        {
            answer["headers"] = headers;
        }

        if (template.Body != "{items}")
        {
            answer["body"] = template.Body;
        }

        if (template.Separator != ",")
        {
            answer["separator"] = template.Separator;
        }

        if (OwnEmpty(template, empties, status) is { } empty)
        {
            answer["empty"] = empty;
        }

        return answer;
    }

    /// <summary>An empty answer that is neither the body without items nor what <c>empty</c> says: with a text of its own, or with headers.</summary>
    private JsonObject? OwnEmpty(AnswerTemplate template, IReadOnlyList<Poll> empties, int status)
    {
        var form = EmptyForms.Of(empties, plan).Select(form => form.Form.ToJsonString()).FirstOrDefault();
        var like = empties.Where(poll => EmptyForms.Of([poll], plan)[0].Form.ToJsonString() == form || EmptyForms.Of(empties, plan).Count == 1).ToList();
        if (like.Count == 0)
        {
            return null;
        }

        var headers = Headers(like, isAll: like[0].Usable!.Status == status);
        var body = like.Select(template.OfEmpty).GroupBy(text => text).OrderByDescending(same => same.Count()).First().Key;
        var isPlain = like[0].Usable!.Status == status && body == template.Body.Replace("{items}", "", StringComparison.Ordinal) && !form!.Contains("\"body\"", StringComparison.Ordinal);
        var isSaid = form!.Contains("\"body\"", StringComparison.Ordinal) && JsonNode.Parse(form)!["body"]!.ToString() == body;
        var isBare = like[0].Usable!.Status != status && body.Length == 0 && headers.Count == 0;
        if (isPlain || isSaid || isBare)
        {
            return null;
        }

        var empty = new JsonObject();
        if (like[0].Usable!.Status != 200)
        {
            empty["status"] = like[0].Usable!.Status;
        }

        if (headers.Count > 0)
        {
            empty["headers"] = headers;
        }

        if (body.Length > 0)
        {
            empty["body"] = body;
        }

        return empty;
    }

    private JsonObject Headers(IReadOnlyList<Poll> polls, bool isAll)
    {
        var headers = new JsonObject();
        var names = polls.SelectMany(poll => poll.Usable!.Headers).Select(header => header.Key).DistinctBy(name => name.ToLowerInvariant());
        foreach (var name in names)
        {
            var values = polls.Select(poll => poll.Usable!.Header(name)).Distinct().ToList();
            var part = cursor.FirstOrDefault(part => part.Find.From == CursorSource.Header && part.Find.Path.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (part.Var is not null && part.Find.Add == 0)
            {
                headers[name] = $"{{{part.Var}}}";
                if (isAll)
                {
                    say("answer.headers", $"`{name}` is the cursor", false);
                }
            }
            else if (isAll && values is [{ } only] && (Kept.Contains(name.ToLowerInvariant()) || name.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase)))
            {
                headers[name] = only;
            }
        }

        return headers;
    }

    private void Doubts(AnswerTemplate template)
    {
        if (template.Unexplained is { Count: > 0 } paths)
        {
            var more = paths.Count > 3 ? $" and {paths.Count - 3} more" : "";
            say("answer.body", $"{string.Join(", ", paths.Take(3).Select(path => $"`{path}`"))}{more} changes from answer to answer, and neither the cursor nor the count of items explains it: the bridge can't make it again, so let no old page be answered with it as it is", true);
        }

        if (plan.Form == ItemsForm.Array && !template.IsSeparatorSeen)
        {
            say("answer.separator", "no answer had two items: what stands between them is a guess", true);
        }
    }
}
