namespace Bridge.Tests.Rows;

/// <summary>Which cases a row has.</summary>
internal static class RowCases
{
    private static readonly Dictionary<(Oracle Oracle, Use Use), LeftOut> Always = new()
    {
        [(Oracle.RoundTrip, Use.Upstream)] = LeftOut.OneLaw,
        [(Oracle.RollBack, Use.Upstream)] = LeftOut.OneLaw,
    };

    public static IEnumerable<(Oracle Oracle, Use Use)> All => from oracle in Enum.GetValues<Oracle>() from use in Enum.GetValues<Use>() select (oracle, use);

    public static TheoryData<Oracle, Use> Of<T>()
        where T : IRow
    {
        var cases = new TheoryData<Oracle, Use>();
        foreach (var (oracle, use) in All.Where(pair => Why<T>(pair) is null))
        {
            cases.Add(oracle, use);
        }

        return cases;
    }

    /// <summary>Why a case is left out; null: it isn't.</summary>
    public static LeftOut? Why<T>((Oracle, Use) pair)
        where T : IRow => T.LeftOut.GetValueOrDefault(pair) ?? Always.GetValueOrDefault(pair);

    public static async Task RunAsync<T>(Oracle oracle, Use use)
        where T : IRow
    {
        using RowOracles<T> oracles = use == Use.Upstream ? new UpstreamOracles<T>() : new AnswerOracles<T>();
        await oracles.RunAsync(oracle);
    }

    /// <summary>What is left out: oracles of which neither use is tested, and single cases.</summary>
    public static Dictionary<(Oracle, Use), LeftOut> Omit(params (Oracle Oracle, Use? Use, LeftOut Why)[] cases) =>
        cases.SelectMany(one => Enum.GetValues<Use>().Where(use => one.Use is null || one.Use == use), (one, use) => ((one.Oracle, use), one.Why)).ToDictionary();
}
