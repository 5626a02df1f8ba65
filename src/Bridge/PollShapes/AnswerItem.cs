namespace Bridge.PollShapes;

/// <summary>One item of an answer, as slices of its body.</summary>
/// <param name="Raw">The item, byte for byte.</param>
/// <param name="Data">What a page wants of it: the value at <c>items.data</c>, or all of it.</param>
/// <param name="Id">Its id; null where the shape names none or it has none.</param>
/// <param name="Channel">What the backend calls its channel; null where the shape names none or it has none.</param>
/// <param name="Cursor">Where a client stands that has it and nothing after it, as the text of a checkpoint; null where only the whole answer has a cursor.</param>
internal readonly record struct AnswerItem(ReadOnlyMemory<byte> Raw, ReadOnlyMemory<byte> Data, string? Id, string? Channel, string? Cursor);
