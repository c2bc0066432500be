using System.Globalization;
using System.Reflection;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Mosaic.Emulator.Benchmarks;

/// <summary>What a benchmark is to reach, and the bits that one operation handles.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class GoalAttribute(double gbps, long bits) : Attribute
{
    public double Gbps { get; } = gbps;

    public long Bits { get; } = bits;
}

/// <summary>Shows rate and goal in Gb/s, so that a slow kernel is visible as a missed goal.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ShowGbpsAttribute : Attribute, IConfigSource
{
    public IConfig Config { get; } = ManualConfig.CreateEmpty().AddColumn(new RateColumn(), new GoalColumn());

    private static GoalAttribute? Goal(BenchmarkCase benchmark) => benchmark.Descriptor.WorkloadMethod.GetCustomAttribute<GoalAttribute>();

    private sealed class RateColumn : Column
    {
        public override string ColumnName => "Gb/s";

        public override string GetValue(Summary summary, BenchmarkCase benchmarkCase) =>
            Goal(benchmarkCase) is { } goal && summary[benchmarkCase]?.ResultStatistics is { } statistics
                ? (goal.Bits / statistics.Median).ToString("0.00", CultureInfo.InvariantCulture)
                : "";
    }

    private sealed class GoalColumn : Column
    {
        public override string ColumnName => "Goal";

        public override string GetValue(Summary summary, BenchmarkCase benchmarkCase) =>
            Goal(benchmarkCase)?.Gbps.ToString("0.##", CultureInfo.InvariantCulture) ?? "";
    }

    private abstract class Column : IColumn
    {
        public string Id => ColumnName;

        public abstract string ColumnName { get; }

        public bool AlwaysShow => true;

        public ColumnCategory Category => ColumnCategory.Custom;

        public int PriorityInCategory => 0;

        public bool IsNumeric => true;

        public UnitType UnitType => UnitType.Dimensionless;

        public string Legend => "Gigabits per second, median";

        public bool IsAvailable(Summary summary) => true;

        public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

        public abstract string GetValue(Summary summary, BenchmarkCase benchmarkCase);

        public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);
    }
}
