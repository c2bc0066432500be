using BenchmarkDotNet.Attributes;
using Mosaic.Emulator.Benchmarks.Rates;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding.Arrivals;
using Mosaic.Emulator.Bonding.Deskew;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Benchmarks.Bonding;

/// <summary>A port that hunts for evidence through one default frame of random bits, and follows what looks like a marker.</summary>
[ShowGbps]
public class CorrelateBenchmark
{
    private const int FrameUi = 87_168;
    private readonly ArrivedFrames _streams = new(Arrival.Draw([0], 0, 0, false, 1, 0), FrameUi, 2);
    private readonly PlaceHunt _hunt = new(FrameUi, new CorrelateLimits(400, FrameUi));
    private readonly LinkBlock _rows = new(1, FrameUi / 64);

    [GlobalSetup]
    public void Setup() => new RandomAddress(1, RandomPurpose.Payload).Fill(_rows.Row(0));

    [Benchmark]
    [Goal(4, FrameUi)]
    [Bound(Limit.Operations, 8 * HuntBenchmark.PlaneOperations / 512)]
    public void Hunt()
    {
        _streams.Put(_rows);
        _hunt.Advance(_streams, 0, _streams.Arrived);
    }
}
