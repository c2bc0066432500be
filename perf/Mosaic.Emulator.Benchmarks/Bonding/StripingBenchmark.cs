using BenchmarkDotNet.Attributes;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Benchmarks.Bonding;

/// <summary>One default frame between code stream and 400 lane rows, and the shift of the rows by a deskew.</summary>
[ShowGbps]
public class StripingBenchmark
{
    private const long FrameBits = 25L * 256 * 5440;
    private readonly FrameLayout _layout = new(400, 10, 4, 25L * 256 * 544);
    private readonly ulong[] _code = new ulong[FrameBits / 64];
    private SymbolStriping _striping = null!;
    private LinkBlock _rows = null!;
    private LinkBlock _aligned = null!;

    [GlobalSetup]
    public void Setup()
    {
        _striping = new SymbolStriping(_layout);
        _rows = new LinkBlock(400, _layout.FrameWords, 1);
        _aligned = new LinkBlock(400, _layout.DataUi / 64);
        new RandomAddress(1, RandomPurpose.Payload).Fill(_code);
    }

    [Benchmark]
    [Goal(50, FrameBits)]
    public void Stripe() => _striping.Stripe(_code, _rows);

    [Benchmark]
    [Goal(50, FrameBits)]
    public void Gather() => _striping.Gather(_aligned, _code);

    [Benchmark]
    [Goal(200, FrameBits)]
    public void Shift()
    {
        for (int lane = 0; lane < 400; lane++)
        {
            BitString.Copy(_rows.Row(lane), 77, _aligned.Row(lane), 0, _layout.DataUi);
        }
    }
}
