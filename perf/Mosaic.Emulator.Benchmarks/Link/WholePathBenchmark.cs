using BenchmarkDotNet.Attributes;
using Mosaic.Emulator.Link;

namespace Mosaic.Emulator.Benchmarks.Link;

/// <summary>What users run: payload in to payload out, bring-up included. One operation is a run.</summary>
[MemoryDiagnoser]
public class WholePathBenchmark
{
    private LinkEmulator _link = null!;

    [ParamsSource(nameof(Cases))]
    public PathCase Path { get; set; } = null!;

    public static IEnumerable<PathCase> Cases => PathCase.All();

    [GlobalSetup]
    public void Setup() => _link = Path.Emulator(Path.Frames);

    [Benchmark]
    public long Run() => _link.Run().PreFec.BitErrors;
}
