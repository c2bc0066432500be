using BenchmarkDotNet.Attributes;
using Mosaic.Emulator.Benchmarks.Rates;
using Mosaic.Emulator.Optics.Prediction;

namespace Mosaic.Emulator.Benchmarks.Optics;

/// <summary>The innermost loops of a prediction: tails at the points of a grid, and a tap added to it. A "bit" is a point.</summary>
[ShowGbps]
[MemoryDiagnoser]
public class PredictKernelBenchmark
{
    private const int Points = 512;
    private readonly double[] _weights = new double[Points + 64];
    private readonly double[] _to = new double[Points + 64];

    [GlobalSetup]
    public void Setup() => _weights.AsSpan().Fill(1.0 / Points);

    /// <summary>A hundred operations on eight points each.</summary>
    [Benchmark]
    [Goal(0.3, Points)]
    [Bound(Limit.Operations, 100.0 / 8)]
    public double Tails() => TailAverage.Sum(_weights.AsSpan(0, Points), -8, 16.0 / Points, new NoiseParabola(1, 0.1, 0.001, 0.25), true);

    /// <summary>Ten products, nine sums, ten loads.</summary>
    [Benchmark]
    [Goal(1, Points)]
    [Bound(Limit.Loads, 10.0 / 8)]
    public void Convolve() => TapKernel.Convolve(_weights, _to, 32, Points - 8, 0.5, 8, [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]);
}
