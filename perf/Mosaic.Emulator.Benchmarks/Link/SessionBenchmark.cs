using BenchmarkDotNet.Attributes;
using Mosaic.Emulator.Link.Session;

namespace Mosaic.Emulator.Benchmarks.Link;

/// <summary>Blocks over the default link as a component, one thread: megabytes at the speed of the whole path, calls at next to nothing.</summary>
[ShowGbps]
[MemoryDiagnoser]
public class SessionBenchmark
{
    private const int Megabyte = 1 << 20;
    private readonly byte[] _block = new byte[Megabyte];
    private LinkSession _session = null!;

    [GlobalSetup]
    public void Setup()
    {
        _session = LinkSession.FromJson("{}");
        _session.Transmit(_block, _block);
    }

    [GlobalCleanup]
    public void Cleanup() => _session.Dispose();

    [Benchmark]
    [Goal(1, 8L * Megabyte)]
    public long MegabyteBlock() => _session.Transmit(_block, _block).BitErrors;

    /// <summary>A call without bytes. The goal is 50 ns.</summary>
    [Benchmark]
    public long EmptyBlock() => _session.Transmit([], []).Position;
}
