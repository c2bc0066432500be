using BenchmarkDotNet.Attributes;
using Mosaic.Emulator.Benchmarks.Rates;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Benchmarks.Bonding;

/// <summary>One frame of the default size between code stream and lane rows, by lanes and unit, and the shift of the rows by a deskew.</summary>
[ShowGbps]
[MemoryDiagnoser]
public class StripingBenchmark
{
    private const long FrameBits = 25L * 256 * 5440;
    private const int FrameBytes = (int)(FrameBits / 8);
    private readonly ulong[] _code = new ulong[FrameBits / 64];
    private FrameLayout _layout = null!;
    private Striping _striping = null!;
    private LinkBlock _rows = null!;
    private LinkBlock _aligned = null!;

    /// <summary>400: rounds are whole bytes and columns. 401: they are neither.</summary>
    [Params(400, 401)]
    public int Lanes { get; set; }

    [Params(StripingUnit.Symbol, StripingUnit.Bit, StripingUnit.Codeword)]
    public StripingUnit Unit { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _layout = new FrameLayout(Lanes, 10, 4, 25L * 256 * 544, Unit, 544);
        _striping = new Striping(_layout);
        _rows = new LinkBlock(Lanes, _layout.FrameWords, 1);
        _aligned = new LinkBlock(Lanes, _layout.DataUi / 64);
        new RandomAddress(1, RandomPurpose.Payload).Fill(_code);
    }

    [Benchmark]
    [Goal(50, FrameBits)]
    [Bound(Limit.Copy, 1.0 / 8, 2 * FrameBytes)]
    public void Stripe() => _striping.Stripe(_code, _rows);

    [Benchmark]
    [Goal(50, FrameBits)]
    [Bound(Limit.Copy, 1.0 / 8, 2 * FrameBytes)]
    public void Gather() => _striping.Gather(_aligned, _code);

    [Benchmark]
    [Goal(200, FrameBits)]
    [Bound(Limit.Copy, 1.0 / 8, 2 * FrameBytes)]
    public void Shift()
    {
        for (int lane = 0; lane < Lanes; lane++)
        {
            BitString.Copy(_rows.Row(lane), 77, _aligned.Row(lane), 0, _layout.DataUi);
        }
    }
}
