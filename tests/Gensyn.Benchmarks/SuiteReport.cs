using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Gensyn.Benchmarks;

/// <summary>What a run of a suite found.</summary>
/// <param name="Bars">What was asked, in the order of the report.</param>
/// <param name="Figures">The figures by their keys; null where one could not be measured.</param>
/// <param name="MachineFactor">How much slower the machine is than the recorded one.</param>
/// <param name="Seconds">How long the run took.</param>
internal sealed record SuiteReport(IReadOnlyList<Bar> Bars, IReadOnlyDictionary<string, double?> Figures, double MachineFactor, double Seconds)
{
    /// <summary>Whether every bar was measured and reached.</summary>
    public bool Passed => Bars.All(bar => Holds(bar) is true);

    /// <summary>One JSON object: the keys that have bars, then <c>machineFactor</c>, the raw figures, and under <c>bars</c> what was asked and whether it was reached.</summary>
    public string ToJson()
    {
        JsonObject report = [];
        foreach (Bar bar in Bars) report[bar.Key] = Rounded(Value(bar));
        report["machineFactor"] = Rounded(MachineFactor);
        foreach ((string key, double? value) in Figures)
        {
            if (!report.ContainsKey(key)) report[key] = Rounded(value);
        }

        report["seconds"] = Rounded(Seconds);
        JsonObject bars = [];
        foreach (Bar bar in Bars)
        {
            bars[bar.Key] = new JsonObject
            {
                [bar.IsLeast ? "least" : "most"] = Rounded(bar.On(MachineFactor)),
                ["passed"] = Holds(bar),
            };
        }

        report["bars"] = bars;
        report["passed"] = Passed;
        return report.ToJsonString();
    }

    /// <summary>The same for people: each figure with its bar, how far it is beyond it (1 is at the bar), and what others reach.</summary>
    public string ToTable()
    {
        StringBuilder table = new();
        table.AppendLine(CultureInfo.InvariantCulture, $"{"",-6}{"figure",-32}{"measured",12}{"bar",12}{"ratio",8}  mark");
        foreach (Bar bar in Bars)
        {
            string verdict = Holds(bar) switch { true => "ok", false => "MISS", null => "-" };
            string asked = (bar.IsLeast ? "≥ " : "≤ ") + Text(bar.On(MachineFactor));
            string ratio = Value(bar) is { } value ? bar.Ratio(value, MachineFactor).ToString("0.00", CultureInfo.InvariantCulture) : "-";
            table.AppendLine(CultureInfo.InvariantCulture, $"{verdict,-6}{bar.Key,-32}{Text(Value(bar)),12}{asked,12}{ratio,8}  {bar.Mark}");
        }

        table.AppendLine();
        foreach ((string key, double? value) in Figures)
        {
            if (!Bars.Any(bar => bar.Key == key)) table.AppendLine(CultureInfo.InvariantCulture, $"      {key,-36}{Text(value),12}");
        }

        table.Append(CultureInfo.InvariantCulture, $"      machineFactor {Text(MachineFactor)}, by which absolute bars are scaled; {Seconds:0} s");
        return table.ToString();
    }

    private static JsonValue? Rounded(double? value) => value is { } number ? JsonValue.Create(Math.Round(number, 4)) : null;

    private static string Text(double? value) => value is { } number ? number.ToString("0.###", CultureInfo.InvariantCulture) : "-";

    private double? Value(Bar bar) => Figures.TryGetValue(bar.Key, out double? value) ? value : null;

    private bool? Holds(Bar bar) => Value(bar) is { } value ? bar.Ratio(value, MachineFactor) >= 1 : null;
}
