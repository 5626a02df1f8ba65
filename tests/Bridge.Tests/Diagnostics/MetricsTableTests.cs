using System.Diagnostics.Metrics;
using Bridge.Diagnostics;
using Bridge.Tests.Docs;
using Bridge.Tests.Sessions;

namespace Bridge.Tests.Diagnostics;

/// <summary>The table of docs/operations.md is what the meter makes, row by row.</summary>
public sealed class MetricsTableTests
{
    [Fact]
    public void The_table_names_every_instrument_with_its_kind_and_unit()
    {
        var factory = new Node.OneMeter();
        var made = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter == factory.Meter)
            {
                made.Add($"`{instrument.Name}` | {KindOf(instrument)} | `{instrument.Unit}`");
            }
        };
        listener.Start();
        _ = new BridgeMeter(factory);

        Assert.Equal(made.Order(StringComparer.Ordinal), Rows.Select(row => string.Join(" | ", row.Split(" | ").Take(3))).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_instrument_is_named_and_measured_as_OpenTelemetry_has_it() => Assert.All(Rows, row =>
    {
        var columns = row.Split(" | ");
        Assert.Matches("^`bridge(\\.[a-z_]+)+`$", columns[0]);
        Assert.Matches("^`(s|\\{[a-z]+\\})`$", columns[2]);
    });

    /// <summary>Of each instrument the labels that the table allows.</summary>
    internal static Dictionary<string, string[]> Labels => Rows.Select(row => row.Split(" | ")).ToDictionary(
        columns => columns[0].Trim('`'), columns => columns[3].Split('`').Where((_, n) => n % 2 == 1).Where(label => label.Contains('.')).ToArray());

    private static IEnumerable<string> Rows => DocPages.TableOf("operations.md", "metrics");

    private static string KindOf(Instrument instrument) => instrument switch
    {
        Counter<long> => "counter",
        UpDownCounter<long> => "up-down counter",
        Histogram<long> or Histogram<double> => "histogram",
        _ => instrument.GetType().Name,
    };
}
