using Bridge.Fuzz.Generation;

namespace Bridge.Fuzz.Planted;

/// <summary>A parser with a fault on purpose: two bytes, one behind the other, and it breaks.</summary>
internal sealed class PairTarget(byte first, byte second) : Target
{
    public override string Name => "planted-pair";

    public override IReadOnlyList<byte[]> Examples { get; } = Bytes.Of("{\"a\":1}", "[1,2]");

    public override Outcome Run(byte[] input)
    {
        for (var i = 1; i < input.Length; i++)
        {
            if (input[i - 1] == first && input[i] == second)
            {
                throw new IndexOutOfRangeException("planted");
            }
        }

        return new("fine", input.Count(sign => sign == first) > 0 ? 1 : 0);
    }
}
