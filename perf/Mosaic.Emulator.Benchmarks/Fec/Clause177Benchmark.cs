using BenchmarkDotNet.Attributes;
using Mosaic.Emulator.Benchmarks.Rates;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Fec.Clause177;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Benchmarks.Fec;

/// <summary>
/// The Clause 177 inner code on one core: time per codeword, and bits are those of its message. Words are received as ±1 with
/// noise: none; σ = 0.40, where half of the words are not codewords and the bit error rate is 6e-3; and σ = 0.55, where almost
/// none is.
/// </summary>
[ShowGbps]
[MemoryDiagnoser]
public class Clause177Benchmark
{
    private const int Codewords = 8192;
    private const int MessageBits = 120;

    // Each four bits of the message are an entry of a table.
    private const double LookupsPerBit = 0.25;

    private Clause177Code _code = null!;
    private ulong[] _message = null!;
    private ulong[] _stream = null!;
    private sbyte[] _clean = null!;
    private sbyte[] _half = null!;
    private sbyte[] _all = null!;
    private readonly short[] _verdicts = new short[Codewords];

    /// <summary>Codewords that take turns bit by bit.</summary>
    [Params(4)]
    public int Interleave { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _code = new Clause177Code(Interleave);
        _message = new ulong[Codewords * MessageBits / 64];
        _stream = new ulong[Codewords * 2];
        Philox.Fill(_message, 1, 0, 0, 0, 0);
        Encode();
        (_clean, _half, _all) = (Receive(0), Receive(0.40), Receive(0.55));
    }

    [Benchmark(OperationsPerInvoke = Codewords)]
    [Goal(5, MessageBits)]
    [Bound(Limit.Lookups, LookupsPerBit)]
    public void Encode() => _code.Encode(_message, _stream, Codewords / Interleave);

    [Benchmark(OperationsPerInvoke = Codewords)]
    [Goal(3, MessageBits)]
    [Bound(Limit.Lookups, LookupsPerBit)]
    public void Check() => _code.Decode(_stream, _message, _verdicts, Codewords / Interleave);

    [Benchmark(OperationsPerInvoke = Codewords)]
    [Goal(3, MessageBits)]
    [Bound(Limit.Lookups, LookupsPerBit)]
    public void SoftClean() => _code.Decode(_clean, _message, _verdicts, Codewords / Interleave);

    [Benchmark(OperationsPerInvoke = Codewords)]
    [Goal(0.6, MessageBits)]
    [Bound(Limit.Lookups, LookupsPerBit)]
    public void SoftHalfCorrected() => _code.Decode(_half, _message, _verdicts, Codewords / Interleave);

    [Benchmark(OperationsPerInvoke = Codewords)]
    [Goal(0.3, MessageBits)]
    [Bound(Limit.Lookups, LookupsPerBit)]
    public void SoftAllCorrected() => _code.Decode(_all, _message, _verdicts, Codewords / Interleave);

    private sbyte[] Receive(double sigma)
    {
        var soft = new sbyte[Codewords * 128];
        for (int i = 0; i < soft.Length; i++)
        {
            (ulong radius, ulong angle) = Philox.Block(2, (uint)i, 0, 0, 0);
            (double half, double cosine, _) = NormalPairs.FromWords(radius, angle);
            double x = (BitString.ReadBits(_stream, i, 1) != 0 ? -1 : 1) + (sigma * Math.Sqrt(2 * half) * cosine);
            soft[i] = (sbyte)Math.Clamp(Math.Round(sigma == 0 ? 127 * x : 8 * x / (sigma * sigma)), -127, 127);
        }

        return soft;
    }
}
