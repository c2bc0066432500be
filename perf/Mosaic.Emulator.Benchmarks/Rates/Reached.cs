using System.Globalization;
using System.Reflection;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Mosaic.Emulator.Benchmarks.Machine;

namespace Mosaic.Emulator.Benchmarks.Rates;

/// <summary>What a benchmark has reached, in the units of the field.</summary>
/// <param name="Benchmark">The benchmark.</param>
/// <param name="Gbps">Gb/s in the best iteration: whoever shares the machine can only make it slower.</param>
/// <param name="Goal">Its goal.</param>
/// <param name="Bound">Its bound, or null.</param>
/// <param name="AllocatedBytes">Bytes allocated an operation, or null where they were not counted.</param>
internal sealed record Reached(BenchmarkCase Benchmark, double Gbps, GoalAttribute Goal, BoundAttribute? Bound, long? AllocatedBytes)
{
    /// <summary>Cycles a bit.</summary>
    public double CyclesPerBit => Calibration.Now.GHz / Gbps;

    /// <summary>Share of the bound that was reached.</summary>
    public double? OfBound => Bound is null ? null : Gbps / Bound.Gbps();

    /// <summary>The rate of a benchmark; null where it has none.</summary>
    /// <param name="summary">The run.</param>
    /// <param name="benchmark">The benchmark.</param>
    public static Reached? Of(Summary summary, BenchmarkCase benchmark)
    {
        MethodInfo method = benchmark.Descriptor.WorkloadMethod;
        return method.GetCustomAttribute<GoalAttribute>() is { } goal && summary[benchmark] is { ResultStatistics: { } statistics } report
            ? new Reached(benchmark, goal.Bits / statistics.Min, goal, method.GetCustomAttribute<BoundAttribute>(), report.GcStats.GetBytesAllocatedPerOperation(benchmark))
            : null;
    }
}
