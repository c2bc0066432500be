using System.Globalization;
using BenchmarkDotNet.Running;
using Mosaic.Emulator.Benchmarks.Rates;

namespace Mosaic.Emulator.Benchmarks.Tables;

/// <summary>What every kernel and stage reached. Timed in some processes one after the other: where code and data come to lie may decide a tenth.</summary>
internal static class KernelTable
{
    private const int Processes = 4;

    /// <summary>Times them; some minutes.</summary>
    /// <param name="log">What is told of how it goes.</param>
    public static string Make(TextWriter log)
    {
        var best = new Dictionary<string, Timing>(StringComparer.Ordinal);
        for (int i = 0; i < Processes; i++)
        {
            log.WriteLine($"// Kernels and stages: process {i + 1} of {Processes}");
            foreach (string[] cells in OwnProcess.Cells("kernels"))
            {
                var timing = new Timing(Number(cells[1]), cells[2].Length == 0 ? null : Number(cells[2]), long.Parse(cells[3], CultureInfo.InvariantCulture));
                best[cells[0]] = best.TryGetValue(cells[0], out Timing former) ? former.Best(timing) : timing;
            }
        }

        return Table(best);
    }

    private static string Table(Dictionary<string, Timing> best)
    {
        Dictionary<(Limit, int), double> measures = Measures(best);
        var table = new Markdown(" what", "Gb/s", "goal", "cycles/bit", "bound, Gb/s", "of it", "allocated, B");
        foreach (BenchmarkCase benchmark in KernelCases.All())
        {
            (double nanoseconds, _, long allocated) = best[KernelCases.NameOf(benchmark)];
            (GoalAttribute goal, BoundAttribute? bound) = (benchmark.Goal()!, benchmark.Bound());
            var rate = new Reached(benchmark, goal.Bits / nanoseconds, goal, bound, bound?.Gbps(measures[bound.Measure]), allocated);
            table.Add(
                KernelCases.NameOf(benchmark),
                Digits.Three(rate.Gbps),
                rate.Goal.Gbps.ToString("0.##", CultureInfo.InvariantCulture) + (rate.Gbps < rate.Goal.Gbps ? " ✗" : ""),
                Digits.Three(rate.CyclesPerBit),
                rate.Bound is null ? "–" : rate.BoundText,
                rate.OfBound is { } share ? $"{Digits.Three(100 * share)} %" : "–",
                allocated.ToString(CultureInfo.InvariantCulture));
        }

        return table.ToString();
    }

    /// <summary>What each bound's measure did at best, beside whichever kernel.</summary>
    private static Dictionary<(Limit, int), double> Measures(Dictionary<string, Timing> best) => KernelCases.All()
        .Where(benchmark => benchmark.Bound() is not null)
        .GroupBy(benchmark => benchmark.Bound()!.Measure, benchmark => best[KernelCases.NameOf(benchmark)].PerNanosecond!.Value)
        .ToDictionary(measured => measured.Key, measured => measured.Max());

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>What a process found.</summary>
    /// <param name="Nanoseconds">Of an operation.</param>
    /// <param name="PerNanosecond">What the bound's measure did, or null.</param>
    /// <param name="AllocatedBytes">Of an operation.</param>
    private readonly record struct Timing(double Nanoseconds, double? PerNanosecond, long AllocatedBytes)
    {
        public Timing Best(Timing other) => new(
            Math.Min(Nanoseconds, other.Nanoseconds),
            PerNanosecond is { } one && other.PerNanosecond is { } two ? Math.Max(one, two) : PerNanosecond,
            Math.Max(AllocatedBytes, other.AllocatedBytes));
    }
}
