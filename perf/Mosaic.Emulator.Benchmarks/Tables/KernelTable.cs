using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Mosaic.Emulator.Benchmarks.Bonding;
using Mosaic.Emulator.Benchmarks.Channel;
using Mosaic.Emulator.Benchmarks.Fec;
using Mosaic.Emulator.Benchmarks.Measurement;
using Mosaic.Emulator.Benchmarks.Numerics;
using Mosaic.Emulator.Benchmarks.Optics;
using Mosaic.Emulator.Benchmarks.Rates;
using Mosaic.Emulator.Benchmarks.Traffic;
using Perfolizer.Horology;

namespace Mosaic.Emulator.Benchmarks.Tables;

/// <summary>Runs benchmarks, all in one go, and sets down what they reached.</summary>
internal sealed class KernelTable
{
    private static readonly Type[] Kernels =
    [
        typeof(PhiloxBenchmark), typeof(PayloadBenchmark), typeof(BlockCodeBenchmark), typeof(StripingBenchmark), typeof(LaneSecdedBenchmark),
        typeof(BitTrueBenchmark), typeof(WaveformBenchmark), typeof(HuntBenchmark), typeof(CorrelateBenchmark), typeof(LaneCodeBenchmark),
        typeof(CompareBenchmark), typeof(BinaryCodeBenchmark), typeof(Clause177Benchmark), typeof(PredictKernelBenchmark),
    ];

    private readonly Summary[] _summaries;

    /// <summary>Runs everything; some minutes.</summary>
    /// <param name="log">What is told of how it goes.</param>
    public KernelTable(TextWriter log)
    {
        // Three processes for each, compiled as the tool is: where code and data come to lie may decide a tenth.
        Job job = Job.Default.WithLaunchCount(3).WithWarmupCount(4).WithIterationCount(8).WithIterationTime(TimeInterval.FromMilliseconds(50))
            .WithEnvironmentVariables(new EnvironmentVariable("DOTNET_TieredPGO", "0"), new EnvironmentVariable("DOTNET_TC_QuickJitForLoops", "0"));
        IConfig config = ManualConfig.CreateEmpty().AddJob(job).AddDiagnoser(BenchmarkDotNet.Diagnosers.MemoryDiagnoser.Default)
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "mosaic-benchmarks")).AddLogger(new TextLogger(log)).WithOptions(ConfigOptions.DisableLogFile);
        _summaries = BenchmarkRunner.Run([.. Kernels.Select(type => BenchmarkConverter.TypeToBenchmarks(type, config))]);
    }

    /// <summary>Every kernel and stage.</summary>
    public string Stages()
    {
        var table = new Markdown(" what", "Gb/s", "goal", "cycles/bit", "bound, Gb/s", "of it", "allocated, B");
        foreach (Reached rate in
            from summary in _summaries
            from benchmark in summary.BenchmarksCases
            let rate = Reached.Of(summary, benchmark)
            where rate is not null
            select rate)
        {
            table.Add(
                Name(rate.Benchmark),
                Digits.Three(rate.Gbps),
                rate.Goal.Gbps.ToString("0.##", CultureInfo.InvariantCulture) + (rate.Gbps < rate.Goal.Gbps ? " ✗" : ""),
                Digits.Three(rate.CyclesPerBit),
                rate.Bound?.ToString() ?? "–",
                rate.OfBound is { } share ? $"{Digits.Three(100 * share)} %" : "–",
                rate.AllocatedBytes?.ToString(CultureInfo.InvariantCulture) ?? "–");
        }

        return table.ToString();
    }

    private static string Name(BenchmarkCase benchmark)
    {
        string type = benchmark.Descriptor.Type.Name.Replace("Benchmark", "", StringComparison.Ordinal);
        string parameters = benchmark.Parameters.Count == 0 ? "" : $" ({string.Join(", ", benchmark.Parameters.Items.Select(item => $"{item.Name} {item.Value}"))})";
        return $"{type}.{benchmark.Descriptor.WorkloadMethod.Name}{parameters}";
    }
}
