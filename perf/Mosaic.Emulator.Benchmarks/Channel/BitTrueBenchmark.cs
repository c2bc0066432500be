using BenchmarkDotNet.Attributes;
using Mosaic.Emulator.Benchmarks.Rates;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Benchmarks.Channel;

/// <summary>
/// The channel alone: one default frame on 400 lanes in place, as on the path, at three error rates. No bound is stated, since its cost
/// follows candidates, not bits: 404, 33,500 and 506,000 a frame, of which 38, 3,840 and 69,000 are errors. A candidate takes a Philox block
/// or a step of a generator, the bits around it, and where those are not enough, those of some 20 neighbours, each somewhere else in the frame.
/// </summary>
[ShowGbps]
[MemoryDiagnoser]
public class BitTrueBenchmark
{
    private const long FrameBits = 400L * 87_168;
    private LinkDesign _design = null!;
    private LinkBlock _rows = null!;
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
    public void At1e6() => Transmit();

    /// <summary>25.7 m: 1.1e-4. The goal is what 4 Gb/s of payload leave to the channel: 140 ns a codeword of 5,440 bits.</summary>
    [Benchmark]
    [Goal(38.9, FrameBits)]
    public void At1e4() => Transmit();

    /// <summary>31.3 m: 2e-3.</summary>
    [Benchmark]
    [Goal(5, FrameBits)]
    public void At2e3() => Transmit();

    private void Transmit() => _design.Channel.Transmit(_rows, _rows, new RandomAddress(1, RandomPurpose.Channel, 0, _frame++));

    private void Setup(string lengthM)
    {
        _design = new LinkDesign(new LinkConfiguration().Set("fiber.lengthM", lengthM).Build());
        _rows = new LinkBlock(400, _design.Layout.FrameWords, _design.Channel.MarginWords);
        new RandomAddress(1, RandomPurpose.Payload).Fill(_rows.Storage);
    }
}
