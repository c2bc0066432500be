using BenchmarkDotNet.Attributes;
using Mosaic.Emulator.Benchmarks.Rates;
using Mosaic.Emulator.Link;

namespace Mosaic.Emulator.Benchmarks.Link;

/// <summary>
/// What users run: payload in to payload out, bring-up included, then three times as many frames; what these take more is the path
/// once it is up. One operation is a run.
/// </summary>
[MemoryDiagnoser]
public class WholePathBenchmark
{
    private LinkEmulator _run = null!, _runOn = null!;

    [ParamsSource(nameof(Cases))]
    public PathCase Path { get; set; } = null!;

    public static IEnumerable<PathCase> Cases => PathCase.All();

    [GlobalSetup]
    public void Setup() => (_run, _runOn) = (Path.Emulator(Path.Frames), Path.Emulator(3 * Path.Frames));

    [Benchmark]
    public long Run() => _run.Run().PreFec.BitErrors;

    [Benchmark]
    public long RunOn() => _runOn.Run().PreFec.BitErrors;
}
