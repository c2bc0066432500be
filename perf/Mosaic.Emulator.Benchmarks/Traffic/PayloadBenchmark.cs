using BenchmarkDotNet.Attributes;
using Mosaic.Emulator.Benchmarks.Rates;
using Mosaic.Emulator.Traffic;

namespace Mosaic.Emulator.Benchmarks.Traffic;

/// <summary>Payload: a batch of 256 kp4 messages, random as by default (a Philox round is eight operations for eight blocks of 128 bits), or PRBS31 and its scrambler.</summary>
[ShowGbps]
[MemoryDiagnoser]
public class PayloadBenchmark
{
    private const long Bits = 256L * 5140;
    private readonly ulong[] _message = new ulong[Bits / 64];
    private readonly RandomPayload _random = new(1, 0);
    private readonly PrbsPayload _prbs = new(31, Bits);
    private readonly Scrambler _scrambler = new(1, 0);
    private uint _frame;

    [Benchmark]
    [Goal(150, Bits)]
    [Bound(Limit.Operations, 10.0 / 128)]
    public void Random() => _random.Fill(_frame++ & 1023, 0, _message);

    [Benchmark]
    [Goal(100, Bits)]
    [Bound(Limit.Loads, 3.0 / 512)] // two words before each, and once more to be inverted
    public void Prbs31() => _prbs.Fill(_frame++ & 1023, 0, _message);

    [Benchmark]
    [Goal(100, Bits)]
    [Bound(Limit.Operations, 11.0 / 128)]
    public void Scramble() => _scrambler.Apply(_frame++ & 1023, 0, _message);
}
