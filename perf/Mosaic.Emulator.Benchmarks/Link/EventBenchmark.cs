using BenchmarkDotNet.Attributes;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Emulator.Benchmarks.Link;

/// <summary>Engine <c>event</c> from the frame's number to counts: the default link at three error rates before FEC. Bits are those on all lanes.</summary>
[ShowGbps]
[MemoryDiagnoser]
public class EventBenchmark
{
    private const long FrameBits = 400L * 87_168, FramePayload = 6400L * 5140;
    private const int Frames6 = 8192, Frames5 = 1024, Frames4 = 64;

    private LinkEmulator _emulator = null!;

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup(Target = nameof(At1e6))]
    public void Setup6() => Setup("19.92", Frames6);

    [GlobalSetup(Target = nameof(At1e5))]
    public void Setup5() => Setup("22.46", Frames5);

    [GlobalSetup(Target = nameof(At2e4))]
    public void Setup4() => Setup("26.98", Frames4);

    /// <summary>1.0e-6.</summary>
    [Benchmark]
    [Goal(4000, Frames6 * FrameBits)]
    public long At1e6() => _emulator.Run().PreFec.BitErrors;

    /// <summary>1.0e-5.</summary>
    [Benchmark]
    [Goal(800, Frames5 * FrameBits)]
    public long At1e5() => _emulator.Run().PreFec.BitErrors;

    /// <summary>2.4e-4.</summary>
    [Benchmark]
    [Goal(30, Frames4 * FrameBits)]
    public long At2e4() => _emulator.Run().PreFec.BitErrors;

    private void Setup(string lengthM, int frames) => _emulator = new LinkEmulator(new LinkConfiguration()
        .Set("engine", "event")
        .Set("fiber.lengthM", lengthM)
        .Set("threads", FormattableString.Invariant($"{Threads}"))
        .Set("stop.payloadBits", FormattableString.Invariant($"{frames * FramePayload}"))
        .Build());
}
