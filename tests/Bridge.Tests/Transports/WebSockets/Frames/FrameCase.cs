namespace Bridge.Tests.Transports.WebSockets.Frames;

/// <summary>What is sent, and what has to come: messages echoed, pongs, and in the end a close with a code.</summary>
public sealed class FrameCase(string name, IReadOnlyList<Frame> sent, IReadOnlyList<Frame> expected, params int[] closeCodes)
{
    public string Name { get; } = name;

    public IReadOnlyList<Frame> Sent { get; } = sent;

    public IReadOnlyList<Frame> Expected { get; } = expected;

    /// <summary>The codes one of which the server must close with; none: the client closes with 1000 and is answered so.</summary>
    public IReadOnlyList<int> CloseCodes { get; } = closeCodes;

    /// <summary>Bytes per write; all in one by default.</summary>
    public int Piece { get; init; } = int.MaxValue;

    /// <summary>An echo of what is sent in one frame.</summary>
    public static FrameCase Echo(string name, Frame frame, int piece = int.MaxValue) => new(name, [frame], [frame]) { Piece = piece };

    /// <summary>A message in fragments, echoed whole.</summary>
    public static FrameCase Fragmented(string name, int opcode, params byte[][] parts) => new(name, Fragments(opcode, parts), [new Frame(opcode, [.. parts.SelectMany(part => part)])]);

    /// <summary>Frames that the server must refuse with one of the codes.</summary>
    public static FrameCase Refused(string name, int[] codes, params Frame[] frames) => new(name, frames, [], codes);

    public static Frame[] Fragments(int opcode, params byte[][] parts) =>
        [.. parts.Select((part, at) => new Frame(at == 0 ? opcode : Frame.Continuation, part) { Fin = at == parts.Length - 1 })];

    public override string ToString() => Name;
}
