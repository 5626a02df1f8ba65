using System.Text.Json;
using Bridge.PollShapes;

namespace Bridge.Gateway.Inference;

/// <summary>A field of requests that moves with the answers.</summary>
/// <param name="Field">The field.</param>
/// <param name="From">Where the answers have its next value.</param>
/// <param name="Path">The path or header.</param>
/// <param name="Add">What is added to it.</param>
/// <param name="Items">For <see cref="CursorSource.Item"/>: the path to the items.</param>
/// <param name="Order">For <see cref="CursorSource.Item"/>: which end is the newest.</param>
/// <param name="Fits">How many requests had what the answer before says.</param>
/// <param name="Misses">How many had something else.</param>
/// <param name="Moves">In how many of those that fit it had changed.</param>
internal sealed record CursorFind(FieldName Field, CursorSource From, string Path, int Add, string? Items, ItemsOrder Order, int Fits, int Misses, int Moves)
{
    /// <summary>What the answer says; null: nothing.</summary>
    public string? Read(Poll poll)
    {
        var text = From switch
        {
            CursorSource.Header => poll.Usable?.Header(Path),
            CursorSource.Body => poll.Json is { } root && new DottedPath(Path).Find(root) is { } value ? JsonReading.Text(value) : null,
            _ => Newest(poll),
        };
        return text is null ? null : AnswerCursor.Value(Add != 0, Add, text);
    }

    /// <summary>What a page asks with that has had this answer.</summary>
    public string? After(Poll poll) => Read(poll) ?? poll.Value(Field);

    private string? Newest(Poll poll) =>
        poll.Json is { } root && new DottedPath(Items!).Find(root) is { ValueKind: JsonValueKind.Array } array && array.GetArrayLength() is > 0 and var count
        && new DottedPath(Path).Find(array[Order == ItemsOrder.Desc ? 0 : count - 1]) is { } value ? JsonReading.Text(value) : null;
}
