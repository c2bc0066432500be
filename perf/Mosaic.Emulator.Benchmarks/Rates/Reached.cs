using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Mosaic.Emulator.Benchmarks.Machine;

namespace Mosaic.Emulator.Benchmarks.Rates;

/// <summary>What a benchmark has reached, in the units of the field.</summary>
/// <param name="Benchmark">The benchmark.</param>
/// <param name="Gbps">Gb/s in the best iteration: whoever shares the machine can only make it slower.</param>
/// <param name="Goal">Its goal.</param>
/// <param name="Bound">Its bound, or null.</param>
/// <param name="BoundGbps">That in Gb/s, as measured beside it, or null.</param>
/// <param name="AllocatedBytes">Bytes allocated an operation, or null where they were not counted.</param>
internal sealed record Reached(BenchmarkCase Benchmark, double Gbps, GoalAttribute Goal, BoundAttribute? Bound, double? BoundGbps, long? AllocatedBytes)
{
    /// <summary>Cycles a bit.</summary>
    public double CyclesPerBit => Calibration.Now.GHz / Gbps;

    /// <summary>Share of the bound that was reached.</summary>
    public double? OfBound => Gbps / BoundGbps;

    /// <summary>The bound in words; empty where there is none.</summary>
    public string BoundText => BoundGbps is { } gbps ? $"{Digits.Three(gbps)} {Bound}" : "";

    /// <summary>The rate of a benchmark that BenchmarkDotNet has run; null where it has none. Its bound is measured now.</summary>
    /// <param name="summary">The run.</param>
    /// <param name="benchmark">The benchmark.</param>
    public static Reached? Of(Summary summary, BenchmarkCase benchmark) =>
        benchmark.Goal() is { } goal && summary[benchmark] is { ResultStatistics: { } statistics } report
            ? new Reached(benchmark, goal.Bits / statistics.Min, goal, benchmark.Bound(), BoundNow(benchmark.Bound()), report.GcStats.GetBytesAllocatedPerOperation(benchmark))
            : null;

    private static double? BoundNow(BoundAttribute? bound) => bound?.Gbps(Yardstick.Of(bound.Measure).PerNanosecond());
}
