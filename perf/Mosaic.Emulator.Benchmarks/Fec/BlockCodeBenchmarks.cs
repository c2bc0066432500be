using BenchmarkDotNet.Attributes;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Benchmarks.Fec;

/// <summary>
/// Time per codeword of the batch path, packed streams in and out, one core. A kp4 message is 5,140 bits, so 514 ns are
/// 10 Gb/s. Goals for kp4: encode and check 367 ns (14 Gb/s), decode with one or two errors in every word 643 ns (8 Gb/s), with
/// eight 3,427 ns (1.5 Gb/s), with fifteen 6,425 ns (0.8 Gb/s).
/// </summary>
[MemoryDiagnoser]
public class BlockCodeBenchmarks
{
    private const int Codewords = 512;

    private IBlockCode _code = CodeCatalog.Create("kp4", 4);
    private ulong[] _message = [];
    private ulong[] _stream = [];
    private ulong[] _received = [];
    private short[] _verdicts = [];

    [Params("kp4", "kr4")]
    public string Name { get; set; } = "kp4";

    /// <summary>Wrong symbols in every received word.</summary>
    [Params(0, 1, 2, 7, 8, 15)]
    public int Errors { get; set; }

    private int Groups => Codewords / _code.Interleave;

    [GlobalSetup]
    public void Setup()
    {
        _code = CodeCatalog.Create(Name, 4);
        _message = new ulong[BitString.WordCount((long)Groups * _code.GroupMessageBits)];
        _stream = new ulong[BitString.WordCount((long)Groups * _code.GroupCodeBits)];
        _verdicts = new short[Codewords];
        Philox.Fill(_message, 1, 0, 0, 0, 0);
        _code.Encode(_message, _stream, Groups);
        _received = [.. _stream];
        for (int group = 0; group < Groups; group++)
        {
            // One bit of one symbol of each of the four words, all in step: the decoder does not look at what a symbol holds.
            for (int error = 0; error < Errors; error++)
            {
                int symbol = (int)((Philox.Block(2, (uint)group, 0, 0, 0).Low + (ulong)(error * 71)) % (ulong)_code.CodewordSymbols);
                for (int position = 0; position < _code.Interleave; position++)
                {
                    long bit = ((long)group * _code.GroupCodeBits) + (((symbol * _code.Interleave) + position) * _code.SymbolBits);
                    BitString.WriteBits(_received, bit, 1, ~BitString.Read64(_received, bit));
                }
            }
        }
    }

    [Benchmark(OperationsPerInvoke = Codewords)]
    public void Encode() => _code.Encode(_message, _stream, Groups);

    [Benchmark(OperationsPerInvoke = Codewords)]
    public void Decode() => _code.Decode(_received, _message, _verdicts, Groups);
}
