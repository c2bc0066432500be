using BenchmarkDotNet.Attributes;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Emulator.Benchmarks.Link;

/// <summary>What users run: the default link, payload in to payload out, at three error rates before FEC. Bits are payload.</summary>
[ShowGbps]
[MemoryDiagnoser]
public class WholePathBenchmark
{
    private const long PayloadBits = 8L * 6400 * 5140;
    private LinkEmulator _emulator = null!;

    /// <summary>20 m: 1.1e-6. 25.7 m: 1e-4. 27 m: 2.4e-4.</summary>
    [Params(20.0, 25.7, 27.0)]
    public double LengthM { get; set; }

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup() => _emulator = new LinkEmulator(new LinkConfiguration()
        .Set("fiber.lengthM", FormattableString.Invariant($"{LengthM}"))
        .Set("threads", FormattableString.Invariant($"{Threads}"))
        .Set("stop.payloadBits", FormattableString.Invariant($"{PayloadBits}"))
        .Build());

    [Benchmark]
    [Goal(0.5, PayloadBits)]
    public long BitTrue() => _emulator.Run().PreFec.BitErrors;
}
