using BenchmarkDotNet.Attributes;
using Mosaic.Emulator.Benchmarks.Rates;
using Mosaic.Emulator.Measurement;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Benchmarks.Measurement;

/// <summary>What is counted of one default frame, one bit in ten thousand being wrong before the decoder, and its fingerprint.</summary>
[ShowGbps]
[MemoryDiagnoser]
public class CompareBenchmark
{
    private const int Groups = 1600;
    private const long MessageBits = Groups * 4L * 5140;
    private readonly ulong[] _message = new ulong[MessageBits / 64];
    private readonly ulong[] _decoded = new ulong[MessageBits / 64];
    private readonly ulong[] _code = new ulong[Groups * 4 * 5440 / 64];
    private readonly ulong[] _received = new ulong[Groups * 4 * 5440 / 64];
    private readonly short[] _verdicts = new short[Groups * 4];
    private readonly FrameComparer<Lanes> _comparer = new(new CodeShape(10, 544, 514, 4), Groups, default);
    private readonly LinkCounts _counts = new(400, 544);

    [GlobalSetup]
    public void Setup()
    {
        new RandomAddress(1, RandomPurpose.Payload).Fill(_message);
        new RandomAddress(2, RandomPurpose.Payload).Fill(_code);
        _message.CopyTo(_decoded, 0);
        _code.CopyTo(_received, 0);
        var random = new Random(1);
        for (long i = 0; i < _code.LongLength * 64 / 10_000; i++)
            _received[random.Next(_received.Length)] ^= 1UL << random.Next(64);
    }

    [Benchmark]
    [Goal(60, MessageBits)]
    [Bound(Limit.L3Xor, 2.1 / 8 / 2)]
    public long Compare()
    {
        _counts.Clear();
        _comparer.Begin(MessageBits, _counts);
        _comparer.Compare(_code, _received, 0, _message, _decoded, 0);
        _comparer.End(_verdicts);
        return _counts.Codewords;
    }

    [Benchmark]
    [Goal(60, MessageBits)]
    [Bound(Limit.L3Xor, 1.0 / 8 / 2)]
    public ulong Hash() => Fingerprint.OfFrame(0, 0, _message);

    private readonly struct Lanes : IBitLanes
    {
        public int LaneOf(long bit) => (int)(bit / 10 % 400);
    }
}
