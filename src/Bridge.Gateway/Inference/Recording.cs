using System.Globalization;

namespace Bridge.Gateway.Inference;

/// <summary>What a HAR holds of requests for data, in the order in which they began.</summary>
/// <param name="Exchanges">The requests.</param>
/// <param name="Entries">How many entries the file has.</param>
/// <param name="Creator">Which program wrote it; null: it doesn't say.</param>
/// <param name="LeftOut">How many bodies were left out, because there was too much of them.</param>
internal sealed record Recording(IReadOnlyList<HarExchange> Exchanges, int Entries, string? Creator, int LeftOut)
{
    private const long MostBytes = 128L << 20;
    private const long Tick = 10L << 20;

    /// <summary>Reads a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="progress">Told now and then how far it is.</param>
    /// <exception cref="FormatException">It is no HAR.</exception>
    public static Recording Read(Stream file, Action<string> progress)
    {
        var reader = new HarReader(file);
        var exchanges = new List<HarExchange>();
        var (entries, leftOut, kept, told) = (0, 0, 0L, Tick);
        reader.Read(entry =>
        {
            entries++;
            if (HarEntry.Read(entry) is { IsData: true } exchange)
            {
                kept += exchange.Answer?.Body.Length ?? 0;
                leftOut += kept > MostBytes ? 1 : 0;
                exchanges.Add(kept > MostBytes ? exchange with { Answer = null } : exchange);
            }

            if (reader.Bytes >= told)
            {
                told = reader.Bytes + Tick;
                progress(string.Create(CultureInfo.InvariantCulture, $"{reader.Bytes >> 20} MiB, {entries} requests"));
            }
        });
        return new Recording([.. exchanges.OrderBy(exchange => exchange.Started)], entries, reader.Creator, leftOut);
    }
}
