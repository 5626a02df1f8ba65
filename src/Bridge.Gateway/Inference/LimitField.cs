using System.Text.RegularExpressions;
using Bridge.PollShapes;

namespace Bridge.Gateway.Inference;

/// <summary>The field with which a page says how many items it takes.</summary>
internal static partial class LimitField
{
    /// <summary>The field; null: there is none.</summary>
    public static FieldName? Find(FieldRoles roles, IReadOnlyList<Poll> polls, ItemsPlan plan)
    {
        var most = polls.Select(poll => AnswerParts.Items(poll, plan.Path).Count).DefaultIfEmpty().Max();
        return roles.Constant.Where(name => name.Place != RequestPlace.Header && UsualName().IsMatch(name.Key)
            && int.TryParse(roles.Values(name).First(), out var limit) && limit >= Math.Max(1, most) && limit <= AnswerItems.MaxCount).Select(name => (FieldName?)name).FirstOrDefault();
    }

    [GeneratedRegex("^(limit|count|max|max_?(items|results|count)|size|page_?size|per_?page|batch(_?size)?|num|rows|take|top)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex UsualName();
}
