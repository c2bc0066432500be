using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Mosaic.Emulator.Benchmarks.Rates;

/// <summary>Shows rate and goal in Gb/s, so that a slow kernel is visible as a missed goal, cycles a bit, and the bound.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ShowGbpsAttribute : Attribute, IConfigSource
{
    /// <inheritdoc/>
    public IConfig Config { get; } = ManualConfig.CreateEmpty().AddColumn(
        new Column("Gb/s", "Gigabits per second, best iteration", rate => Digits.Three(rate.Gbps)),
        new Column("Goal", "Gb/s to be reached", rate => rate.Goal.Gbps.ToString("0.##", CultureInfo.InvariantCulture)),
        new Column("Cycles/bit", "By the clock as measured in this run", rate => Digits.Three(rate.CyclesPerBit)),
        new Column("Bound", "Gb/s that this machine cannot exceed, and by what", rate => rate.Bound?.ToString() ?? ""),
        new Column("of it", "Rate over bound", rate => rate.OfBound is { } share ? share.ToString("0 %", CultureInfo.InvariantCulture) : ""));

    private sealed class Column(string name, string legend, Func<Reached, string> text) : IColumn
    {
        public string Id => name;

        public string ColumnName => name;

        public bool AlwaysShow => true;

        public ColumnCategory Category => ColumnCategory.Custom;

        public int PriorityInCategory => 0;

        public bool IsNumeric => true;

        public UnitType UnitType => UnitType.Dimensionless;

        public string Legend => legend;

        public bool IsAvailable(Summary summary) => true;

        public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

        public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => Reached.Of(summary, benchmarkCase) is { } rate ? text(rate) : "";

        public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);
    }
}
