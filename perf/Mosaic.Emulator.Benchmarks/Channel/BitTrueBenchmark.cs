using BenchmarkDotNet.Attributes;
using Mosaic.Emulator.Benchmarks.Rates;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Benchmarks.Channel;

/// <summary>The channel alone: one default frame on 400 lanes, at three error rates.</summary>
[ShowGbps]
[MemoryDiagnoser]
public class BitTrueBenchmark
{
    private const long FrameBits = 400L * 87_168;
    private LinkDesign _design = null!;
    private LinkBlock _sent = null!;
    private LinkBlock _received = null!;
    private uint _frame;

    [GlobalSetup(Target = nameof(At1e6))]
    public void Setup20() => Setup("20");

    [GlobalSetup(Target = nameof(At1e4))]
    public void Setup25() => Setup("25.7");

    [GlobalSetup(Target = nameof(At2e3))]
    public void Setup31() => Setup("31.3");

    /// <summary>20 m: 1.1e-6.</summary>
    [Benchmark]
    [Goal(300, FrameBits)]
    [Bound(Limit.L3Copy, 1.0 / 8)]
    public void At1e6() => Transmit();

    /// <summary>25.7 m: 1.1e-4.</summary>
    [Benchmark]
    [Goal(60, FrameBits)]
    [Bound(Limit.L3Copy, 1.0 / 8)]
    public void At1e4() => Transmit();

    /// <summary>31.3 m: 2e-3.</summary>
    [Benchmark]
    [Goal(5, FrameBits)]
    [Bound(Limit.L3Copy, 1.0 / 8)]
    public void At2e3() => Transmit();

    private void Transmit() => _design.Channel.Transmit(_sent, _received, new RandomAddress(1, RandomPurpose.Channel, 0, _frame++));

    private void Setup(string lengthM)
    {
        _design = new LinkDesign(new LinkConfiguration().Set("fiber.lengthM", lengthM).Build());
        _sent = new LinkBlock(400, _design.Layout.FrameWords, _design.Channel.MarginWords);
        _received = new LinkBlock(400, _design.Layout.FrameWords);
        new RandomAddress(1, RandomPurpose.Payload).Fill(_sent.Storage);
    }
}
