using BenchmarkDotNet.Attributes;
using Mosaic.Emulator.Benchmarks.Rates;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Bonding.LaneCode;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Benchmarks.Bonding;

/// <summary>The words across the lanes of one default frame, and the whole of bonding with them: stripe, encode, read at an offset, decode, gather.</summary>
[ShowGbps]
[MemoryDiagnoser]
public class LaneSecdedBenchmark
{
    private const int Lanes = 400;
    private const long FrameBits = 25L * 256 * 5440;
    private const int FrameBytes = (int)(FrameBits / 8);
    private readonly ulong[] _code = new ulong[FrameBits / 64];
    private readonly FrameLayout _layout = new(Lanes, 10, 4, 25L * 256 * 544, StripingUnit.Symbol, 544);
    private readonly LaneSecded _secded = new(Lanes);
    private Striping _striping = null!;
    private LinkBlock _rows = null!;
    private LinkBlock _aligned = null!;
    private SecdedVerdicts _verdicts = null!;
    private long[] _corrected = null!;

    /// <summary>One bit of so many is wrong; 0: none, 1: those of a dead lane.</summary>
    [Params(0, 1_000_000, 1000, 1)]
    public int OneOf { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _striping = new Striping(_layout);
        _rows = new LinkBlock(_secded.Lanes, _layout.FrameWords, 1);
        _aligned = new LinkBlock(_secded.Lanes, _layout.DataUi / 64);
        _verdicts = _secded.Verdicts();
        _corrected = new long[_secded.Lanes];
        new RandomAddress(1, RandomPurpose.Payload).Fill(_code);
        Send();
        Read();
    }

    [Benchmark]
    [Goal(150, FrameBits)]
    [Bound(Limit.Read, 1.0 / 8, FrameBytes)]
    public void Encode() => _secded.Encode(_rows, AlignmentMarker.Words, _aligned.Words);

    /// <summary>What is wrong goes into the rows of check lanes, which decoding leaves as they are.</summary>
    [Benchmark]
    [Goal(100, FrameBits)]
    [Bound(Limit.Read, 1.0 / 8, FrameBytes)]
    public long Decode() => _secded.Decode(_aligned, _verdicts, _corrected);

    [Benchmark]
    [Goal(25, FrameBits)]
    [Bound(Limit.Copy, 4.0 / 8, 3 * FrameBytes)] // in and out through stripe, words, read, words, gather
    public long Bonding()
    {
        Send();
        Read();
        long detected = _secded.Decode(_aligned, _verdicts, _corrected);
        _striping.Gather(_aligned, _code);
        return detected;
    }

    [Benchmark(Baseline = true)]
    [Goal(25, FrameBits)]
    [Bound(Limit.Copy, 3.0 / 8, 3 * FrameBytes)]
    public void BondingWithout()
    {
        _striping.Stripe(_code, _rows);
        Read();
        _striping.Gather(_aligned, _code);
    }

    private void Send()
    {
        _striping.Stripe(_code, _rows);
        _secded.Encode(_rows, AlignmentMarker.Words, _aligned.Words);
    }

    private void Read()
    {
        for (int lane = 0; lane < _rows.Lanes; lane++)
        {
            BitString.Copy(_rows.Row(lane), 133, _aligned.Row(lane), 0, _layout.DataUi - 64);
        }

        if (OneOf == 1)
        {
            _aligned.Row(Lanes + 3).Clear();
        }

        // Every so many bits, going through all lanes in turn.
        for (long bit = OneOf; OneOf > 1 && bit < FrameBits; bit += OneOf)
        {
            _aligned.Row(Lanes + (int)(bit % 10))[(int)(bit / Lanes) >> 6] ^= 1UL << (int)(bit / Lanes);
        }
    }
}
