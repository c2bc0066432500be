using BenchmarkDotNet.Attributes;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Benchmarks.Channel;

/// <summary>The channel alone: one default frame on 400 lanes, at three error rates.</summary>
[ShowGbps]
public class BitTrueBenchmark
{
    private const long FrameBits = 400L * 87_168;
    private LinkDesign _design = null!;
    private LinkBlock _sent = null!;
    private LinkBlock _received = null!;
    private uint _frame;

    /// <summary>20 m: 1.1e-6. 25.7 m: 1e-4. 31 m: 2e-3.</summary>
    [Params(20.0, 25.7, 31.0)]
    public double LengthM { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _design = new LinkDesign(new LinkConfiguration().Set("fiber.lengthM", FormattableString.Invariant($"{LengthM}")).Build());
        _sent = new LinkBlock(400, _design.Layout.FrameWords, _design.Channel.MarginWords);
        _received = new LinkBlock(400, _design.Layout.FrameWords);
        new RandomAddress(1, RandomPurpose.Payload).Fill(_sent.Storage);
    }

    [Benchmark]
    [Goal(5, FrameBits)]
    public void Transmit() => _design.Channel.Transmit(_sent, _received, new RandomAddress(1, RandomPurpose.Channel, 0, _frame++));
}
