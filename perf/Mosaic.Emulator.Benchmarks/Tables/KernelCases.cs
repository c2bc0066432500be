using System.Globalization;
using System.Reflection;
using BenchmarkDotNet.Running;
using Mosaic.Emulator.Benchmarks.Bonding;
using Mosaic.Emulator.Benchmarks.Channel;
using Mosaic.Emulator.Benchmarks.Fec;
using Mosaic.Emulator.Benchmarks.Machine;
using Mosaic.Emulator.Benchmarks.Measurement;
using Mosaic.Emulator.Benchmarks.Numerics;
using Mosaic.Emulator.Benchmarks.Optics;
using Mosaic.Emulator.Benchmarks.Rates;
using Mosaic.Emulator.Benchmarks.Traffic;

namespace Mosaic.Emulator.Benchmarks.Tables;

/// <summary>
/// <c>kernels</c>: times every kernel and stage in this process, each in turn with what bounds it, and prints a line for each: name,
/// nanoseconds, what the bound's measure does a nanosecond, bytes allocated; tabs between them.
/// </summary>
internal static class KernelCases
{
    private const int Rounds = 5, WarmCalls = 40, AllocationCalls = 4;
    private const double WarmMilliseconds = 150, Milliseconds = 8;

    // Where in the machine's memory data comes to lie decides a tenth of what L3 bounds: kernels and what bounds them get several places.
    private const int Places = 3;

    private static readonly Type[] Kernels =
    [
        typeof(PhiloxBenchmark), typeof(PayloadBenchmark), typeof(BlockCodeBenchmark), typeof(StripingBenchmark), typeof(LaneSecdedBenchmark),
        typeof(BitTrueBenchmark), typeof(WaveformBenchmark), typeof(HuntBenchmark), typeof(CorrelateBenchmark), typeof(LaneCodeBenchmark),
        typeof(CompareBenchmark), typeof(BinaryCodeBenchmark), typeof(Clause177Benchmark), typeof(PredictKernelBenchmark),
    ];

    /// <summary>All benchmarks that are kernels or stages and have a goal.</summary>
    public static IEnumerable<BenchmarkCase> All() =>
        from type in Kernels
        from benchmark in BenchmarkConverter.TypeToBenchmarks(type).BenchmarksCases
        where benchmark.Goal() is not null
        select benchmark;

    /// <summary>A benchmark's name in the tables.</summary>
    public static string NameOf(BenchmarkCase benchmark)
    {
        string type = benchmark.Descriptor.Type.Name.Replace("Benchmark", "", StringComparison.Ordinal);
        string parameters = benchmark.Parameters.Count == 0 ? "" : $" ({string.Join(", ", benchmark.Parameters.Items.Select(item => $"{item.Name} {item.Value}"))})";
        return $"{type}.{benchmark.Descriptor.WorkloadMethod.Name}{parameters}";
    }

    /// <summary>Times them all.</summary>
    /// <param name="lines">Receives the lines.</param>
    public static int Run(TextWriter lines)
    {
        foreach (BenchmarkCase benchmark in All())
        {
            Action kernel = Prepare(benchmark);
            Warm(kernel);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < AllocationCalls; i++)
            {
                kernel();
            }

            long allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / AllocationCalls;
            (double nanoseconds, double? perNanosecond) = (double.PositiveInfinity, null);
            var kept = new List<object>();
            for (int place = 0; place < Places; place++)
            {
                Yardstick? yardstick = benchmark.Bound() is { } bound ? Yardstick.Of(bound.Measure) : null;
                double[] best = InTurn.Best(Rounds, Milliseconds, yardstick is null ? [kernel] : [kernel, yardstick.Run]);
                nanoseconds = Math.Min(nanoseconds, best[0]);
                perNanosecond = yardstick is null ? null : Math.Max(perNanosecond ?? 0, yardstick.Amount / best[1]);
                // The next ones come to lie elsewhere.
                kept.Add((kernel, yardstick));
                kernel = place + 1 < Places ? Prepare(benchmark) : kernel;
            }

            GC.KeepAlive(kept);
            lines.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{NameOf(benchmark)}\t{nanoseconds / benchmark.Descriptor.OperationsPerInvoke}\t{perNanosecond}\t{allocated / benchmark.Descriptor.OperationsPerInvoke}"));
        }

        return 0;
    }

    /// <summary>A benchmark set up, as something to call.</summary>
    private static Action Prepare(BenchmarkCase benchmark)
    {
        Descriptor descriptor = benchmark.Descriptor;
        object instance = benchmark.Instance();
        descriptor.GlobalSetupMethod?.Invoke(instance, null);
        MethodInfo method = descriptor.WorkloadMethod;
        return method.ReturnType == typeof(void)
            ? method.CreateDelegate<Action>(instance)
            : (Action)typeof(KernelCases).GetMethod(nameof(Ignore), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(method.ReturnType).Invoke(null, [instance, method])!;
    }

    private static Action Ignore<T>(object instance, MethodInfo method)
    {
        Func<T> kernel = method.CreateDelegate<Func<T>>(instance);
        return () => kernel();
    }

    /// <summary>Until it has been compiled as well as it will be.</summary>
    private static void Warm(Action kernel)
    {
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        for (int i = 0; i < WarmCalls || System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalMilliseconds < WarmMilliseconds; i++)
        {
            kernel();
        }
    }
}
