using BenchmarkDotNet.Attributes;
using Mosaic.Emulator.Benchmarks.Rates;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Benchmarks.Numerics;

/// <summary>Random bits into a buffer that stays in L1.</summary>
[ShowGbps]
public class PhiloxBenchmark
{
    private const int Words = 2048;
    private readonly ulong[] _words = new ulong[Words];

    [Benchmark]
    [Goal(150, Words * 64)]
    [Bound(Limit.Operations, 10.0 / 128)] // a round is eight operations for eight blocks
    public void Fill() => Philox.Fill(_words, 1, 2, 3, 4, 5);
}
