using BenchmarkDotNet.Attributes;
using Mosaic.Emulator.Benchmarks.Rates;
using Mosaic.Emulator.Bonding.Deskew;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Benchmarks.Bonding;

/// <summary>A port that hunts through random bits, and finds nothing: a lane's row of the default frame.</summary>
[ShowGbps]
public class HuntBenchmark
{
    /// <summary>Eight planes of wrong bits at 512 places: two shifts and one of three operands each, seven full adders of two of these, and three for the eights.</summary>
    internal const double PlaneOperations = (8 * 3) + (7 * 2) + 3;

    private const int FrameUi = 87_040;
    private readonly ulong[] _row = new ulong[FrameUi / 64];

    [GlobalSetup]
    public void Setup() => new RandomAddress(1, RandomPurpose.Payload).Fill(_row);

    [Benchmark]
    [Goal(5, FrameUi)]
    [Bound(Limit.Operations, 5 * PlaneOperations / 512)] // 40 bits of 64, as a rule
    public int Search() => SyncSearch.Next<TightTolerance>(_row, 0, FrameUi - 63);

    [Benchmark]
    [Goal(0.6, FrameUi)]
    public int Definition() => SyncSearch.NextScalar<TightTolerance>(_row, 0, FrameUi - 63);
}
