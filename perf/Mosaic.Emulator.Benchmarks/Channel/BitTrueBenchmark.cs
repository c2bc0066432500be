using BenchmarkDotNet.Attributes;
using Mosaic.Emulator.Benchmarks.Rates;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Benchmarks.Channel;

/// <summary>
/// The channel alone: one default frame on 400 lanes at three error rates, sent again and again. What is received is a block of its own, and copied: frames that went
/// through in place, as they do on the path, would lose one after the other the bits that are easily wrong, and with them what there is to do.
/// </summary>
/// <remarks>
/// A frame has 404, 33,500 and 512,000 candidates, of which 100, 7,300 and 98,000 are left by their own lane's bits, and 38, 3,840 and 69,000 are errors. A candidate
/// looks up its own lane's bits and their bound; one that is left nine or ten neighbours' bits, their currents, its own and two bounds on the margin.
/// Each is somewhere else in the frame, which is what takes the time.
/// </remarks>
[ShowGbps]
[MemoryDiagnoser]
public class BitTrueBenchmark
{
    private const long FrameBits = 400L * 87_168;
    private const int FrameBytes = (int)(FrameBits / 8);
    private const double PerCandidate = 2, PerLeft = (2 * 9.5) + 3;
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
    [Bound(Limit.Copy, 1.0 / 8, 2 * FrameBytes)]
    public void At1e6() => Transmit();

    /// <summary>25.7 m: 1.1e-4. The goal is what 4 Gb/s of payload leave to the channel: 140 ns a codeword of 5,440 bits.</summary>
    [Benchmark]
    [Goal(38.9, FrameBits)]
    [Bound(Limit.Lookups, ((33_500 * PerCandidate) + (7_300 * PerLeft)) / FrameBits)]
    public void At1e4() => Transmit();

    /// <summary>31.3 m: 2e-3.</summary>
    [Benchmark]
    [Goal(5, FrameBits)]
    [Bound(Limit.Lookups, ((512_000 * PerCandidate) + (98_000 * PerLeft)) / FrameBits)]
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
