using BenchmarkDotNet.Attributes;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Link.Reports;

namespace Mosaic.Emulator.Benchmarks.Link;

/// <summary>What a loop over <c>predict</c> does: options in, physics, error ratios of all lanes. The goal is 50 ms.</summary>
[MemoryDiagnoser]
public class PredictBenchmark
{
    [Params(0.0, 5.0)]
    public double JitterPs { get; set; }

    [Benchmark]
    public double Predict()
    {
        var options = new LinkOptions();
        return LinkPrediction.Of(new LinkDesign(options with { Receiver = options.Receiver with { JitterPs = JitterPs } })).Ber;
    }
}
