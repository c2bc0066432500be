using BenchmarkDotNet.Attributes;
using Mosaic.Emulator.Benchmarks.Rates;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Bonding.Arrivals;
using Mosaic.Emulator.Bonding.Deskew;
using Mosaic.Emulator.Bonding.LaneCode;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Benchmarks.Bonding;

/// <summary>Words across 410 lanes that are watched for slips, a default frame at a time, without errors and with one in a thousand.</summary>
[ShowGbps]
[MemoryDiagnoser]
public class LaneCodeBenchmark
{
    private const int FrameUi = 87_168, Lanes = 410;
    private readonly LaneSecded _words = new(400);
    private readonly LinkBlock _rows = new(Lanes, FrameUi / 64);
    private ArrivedFrames _streams = null!;
    private LaneCodeDeskew _deskew = null!;
    private long _frame;

    [Params(0.0, 1e-3)]
    public double Ber { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        for (int lane = 0; lane < Lanes; lane++)
        {
            new RandomAddress(1, RandomPurpose.Payload, Lane: lane).Fill(_rows.Row(lane));
        }

        _words.Encode(_rows, AlignmentMarker.Words, _rows.Words - AlignmentMarker.Words);
        var random = new Random(1);
        for (long i = 0; i < Ber * Lanes * FrameUi; i++)
        {
            _rows.Row(random.Next(Lanes))[random.Next(AlignmentMarker.Words, _rows.Words)] ^= 1UL << random.Next(64);
        }

        _streams = new ArrivedFrames(Arrival.Draw(new int[Lanes], 0, 400, true, 1, 0), FrameUi, 4);
        _deskew = new LaneCodeDeskew(Lanes, FrameUi, 1024, _words.Columns.Columns);
        for (int i = 0; i < 8; i++)
        {
            Watch();
        }
    }

    [Benchmark]
    [Goal(50, (long)Lanes * FrameUi)]
    [Bound(Limit.Loads, 3.5 / 512)] // each row is read where it lies, from two words, shifted and put; then eight are folded at a time, with three sums
    public void Watch()
    {
        for (int lane = 0; lane < Lanes; lane++)
        {
            AlignmentMarker.Write(_rows.Row(lane), lane, _frame);
        }

        _frame++;
        _streams.Put(_rows);
        _deskew.Observe(_streams);
    }
}
