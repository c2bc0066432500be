using BenchmarkDotNet.Attributes;
using Mosaic.Emulator.Benchmarks.Rates;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Benchmarks.Channel;

/// <summary>The waveform engine alone: one default frame on 400 lanes, each lane with its 8 neighbours and four taps a path.</summary>
[ShowGbps]
[MemoryDiagnoser]
public class WaveformBenchmark
{
    private const long FrameBits = 400L * 87_168;
    // For eight UI: an exponential and an angle's sine and cosine for four, 48 and 47; eight generators' step, 18; variances and squares of all, 28; and an
    // addition for four UI and path, of which there are 1 + 7.41 (a lane at an edge has fewer neighbours). Of 256-bit vectors.
    private const double OperationsPerBit = (48 + 47 + 18 + 28 + (2 * 8.41)) / 8 / 2;

    private LinkDesign _design = null!;
    private LinkBlock _sent = null!;
    private LinkBlock _received = null!;
    private uint _frame;

    [GlobalSetup]
    public void Setup()
    {
        _design = new LinkDesign(new LinkConfiguration()
            .Set("engine", "waveform").Set("optics.crosstalk", "kernel").Set("optics.nearestDb", "23").Set("optics.diagonalDb", "26.5").Build());
        _sent = new LinkBlock(400, _design.Layout.FrameWords, _design.Channel.MarginWords);
        _received = new LinkBlock(400, _design.Layout.FrameWords);
        new RandomAddress(1, RandomPurpose.Payload).Fill(_sent.Storage);
    }

    [Benchmark]
    [Goal(0.3, FrameBits)]
    [Bound(Limit.Operations, OperationsPerBit)]
    public void Transmit() => _design.Channel.Transmit(_sent, _received, new RandomAddress(1, RandomPurpose.Channel, 0, _frame++));
}
