using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Mosaic.Emulator.Benchmarks.Bonding;
using Mosaic.Emulator.Benchmarks.Channel;
using Mosaic.Emulator.Benchmarks.Comparison;
using Mosaic.Emulator.Benchmarks.Fec;
using Mosaic.Emulator.Benchmarks.Link;
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
        Job job = Job.Default.WithWarmupCount(2).WithIterationCount(7).WithIterationTime(TimeInterval.FromMilliseconds(60));
        IConfig config = ManualConfig.CreateEmpty().AddJob(job).AddDiagnoser(BenchmarkDotNet.Diagnosers.MemoryDiagnoser.Default)
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "mosaic-benchmarks")).AddLogger(new TextLogger(log)).WithOptions(ConfigOptions.DisableLogFile);
        // Whole paths take long enough by themselves.
        IConfig whole = ManualConfig.CreateEmpty().AddJob(Job.Default.WithWarmupCount(1).WithIterationCount(3).WithInvocationCount(1).WithUnrollFactor(1))
            .AddDiagnoser(BenchmarkDotNet.Diagnosers.MemoryDiagnoser.Default)
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "mosaic-benchmarks")).AddLogger(new TextLogger(log)).WithOptions(ConfigOptions.DisableLogFile);
        _summaries = BenchmarkRunner.Run(
        [
            .. Kernels.Append(typeof(OthersBenchmark)).Select(type => BenchmarkConverter.TypeToBenchmarks(type, config)),
            BenchmarkConverter.TypeToBenchmarks(typeof(WholePathBenchmark), whole),
        ]);
    }

    /// <summary>Every kernel and stage.</summary>
    public string Stages()
    {
        var table = new Markdown(" what", "Gb/s", "goal", "cycles/bit", "bound, Gb/s", "of it", "allocated, B");
        foreach (Reached rate in Rates(type => type != typeof(OthersBenchmark)))
        {
            table.Add(
                Name(rate.Benchmark),
                Digits.Three(rate.Gbps),
                rate.Goal.Gbps.ToString("0.##", CultureInfo.InvariantCulture) + (rate.Gbps < rate.Goal.Gbps ? " ✗" : ""),
                Digits.Three(rate.CyclesPerBit),
                rate.Bound?.ToString() ?? "–",
                rate.OfBound is { } share ? share.ToString("0 %", CultureInfo.InvariantCulture) : "–",
                rate.AllocatedBytes?.ToString(CultureInfo.InvariantCulture) ?? "–");
        }

        return table.ToString();
    }

    /// <summary>Whole paths: with bring-up, and without.</summary>
    public string Paths()
    {
        var table = new Markdown(" engine", "before FEC", "threads", "Gb/s with bring-up", "Gb/s once up", "cycles/bit", "threads' gain", "allocated a frame, B");
        var single = new Dictionary<(string, string), double>();
        foreach (PathCase path in PathCase.All())
        {
            if (RatesOf(path) is not var (withBringUp, onceUp, allocated))
                continue;
            single.TryAdd((path.Engine, path.Ber), onceUp);
            table.Add(
                path.Engine,
                path.Ber,
                path.Threads.ToString(CultureInfo.InvariantCulture),
                Digits.Three(withBringUp),
                Digits.Three(onceUp),
                Digits.Three(path.Threads * Machine.Calibration.Now.GHz / onceUp),
                path.Threads == 1 ? "" : (onceUp / single[(path.Engine, path.Ber)]).ToString("0.00", CultureInfo.InvariantCulture),
                allocated.ToString("0", CultureInfo.InvariantCulture));
        }

        return table.ToString();
    }

    /// <summary>What others reach, and how many times that.</summary>
    public string Comparison()
    {
        var table = new Markdown(" work", " by", "Gb/s", "here", "times");
        Dictionary<string, double> others = Rates(type => type == typeof(OthersBenchmark)).ToDictionary(rate => rate.Benchmark.Descriptor.WorkloadMethod.Name, rate => rate.Gbps, StringComparer.Ordinal);
        Dictionary<string, double> codec = Rates(type => type == typeof(BlockCodeBenchmark)).ToDictionary(rate => rate.Benchmark.Descriptor.WorkloadMethod.Name, rate => rate.Gbps, StringComparer.Ordinal);
        foreach (string method in new[] { "Encode", "Check", "Correct1", "Correct2", "Correct8", "Correct15" })
        {
            Add($"kp4 {Words(method)}", "libfec", others.GetValueOrDefault($"Libfec{method}"), codec.GetValueOrDefault(method));
        }

        Add("kp4 encode", "plain C#", others.GetValueOrDefault("PlainEncode"), codec.GetValueOrDefault("Encode"));
        PathCase? path = PathCase.All().FirstOrDefault(path => path is { Engine: "bit-true", Ber: "1e-4", Threads: 1 });
        Add("whole path at 1e-4, one thread", "plain C#", others.GetValueOrDefault("PlainPath"), path is null ? 0 : RatesOf(path)?.OnceUp ?? 0);
        return table.ToString();

        void Add(string work, string by, double their, double our) => table.Add(
            work, by, their > 0 ? Digits.Three(their) : "not there", Digits.Three(our), their > 0 ? (our / their).ToString("0", CultureInfo.InvariantCulture) : "–");
    }

    private static string Name(BenchmarkCase benchmark)
    {
        string type = benchmark.Descriptor.Type.Name.Replace("Benchmark", "", StringComparison.Ordinal);
        string parameters = benchmark.Parameters.Count == 0 ? "" : $" ({string.Join(", ", benchmark.Parameters.Items.Select(item => $"{item.Name} {item.Value}"))})";
        return $"{type}.{benchmark.Descriptor.WorkloadMethod.Name}{parameters}";
    }

    private static string Words(string method) => method switch
    {
        "Encode" => "encode",
        "Check" => "check",
        _ => $"correct {method[7..]}",
    };

    private IEnumerable<Reached> Rates(Func<Type, bool> isWanted) =>
        from summary in _summaries
        from benchmark in summary.BenchmarksCases
        where isWanted(benchmark.Descriptor.Type)
        let rate = Reached.Of(summary, benchmark)
        where rate is not null
        select rate;

    private (double WithBringUp, double OnceUp, double Allocated)? RatesOf(PathCase path)
    {
        double run = 0, runOn = 0, allocated = 0;
        foreach (Summary summary in _summaries)
        {
            foreach (BenchmarkCase benchmark in summary.BenchmarksCases.Where(one => one.Descriptor.Type == typeof(WholePathBenchmark) && path.Equals(one.Parameters.Items[0].Value)))
            {
                if (summary[benchmark] is not { ResultStatistics: { } statistics } report)
                    return null;
                long bytes = report.GcStats.GetBytesAllocatedPerOperation(benchmark) ?? 0;
                (run, runOn, allocated) = string.Equals(benchmark.Descriptor.WorkloadMethod.Name, nameof(WholePathBenchmark.Run), StringComparison.Ordinal)
                    ? (statistics.Median, runOn, allocated - bytes)
                    : (run, statistics.Median, allocated + bytes);
            }
        }

        double more = 2.0 * path.Frames;
        return run > 0 && runOn > run
            ? (path.Frames * PathCase.FrameBits / run, more * PathCase.FrameBits / (runOn - run), Math.Max(0, allocated) / more)
            : null;
    }
}
