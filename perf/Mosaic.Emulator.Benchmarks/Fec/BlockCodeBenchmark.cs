using BenchmarkDotNet.Attributes;
using Mosaic.Emulator.Benchmarks.Rates;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Benchmarks.Fec;

/// <summary>
/// The codes of the link, packed streams in and out, one core: time per codeword, and bits are those of its message. Every
/// word of a stream has the stated number of wrong symbols; checking is decoding with none.
/// </summary>
[ShowGbps]
[MemoryDiagnoser]
public class BlockCodeBenchmark
{
    /// <summary>Codewords of an operation.</summary>
    internal const int Codewords = 512;
    private const int MessageBits = 5140;

    // Twenty folds of ten planes into 151 rows, then sixty of two symbols into 300: each row is a load of its own and four of tables.
    // Of vectors of 512 codewords.
    private const double LoadsPerBit = ((20.0 * 10 * 151 * 5) + (60.5 * 300 * 5)) / 512 / MessageBits;

    private const double LoadsPerBitKr4 = ((23.0 * 10 * 71 * 5) + (28.5 * 140 * 5)) / 512 / MessageBits; // degree 71, and 14 check symbols

    private readonly Workload _kp4 = new("kp4", [0, 1, 2, 8, 15]);
    private readonly Workload _kr4 = new("kr4", [1]);

    [Benchmark(OperationsPerInvoke = Codewords)]
    [Goal(20, MessageBits)]
    [Bound(Limit.Loads, LoadsPerBit)]
    public void Encode() => _kp4.Encode();

    [Benchmark(OperationsPerInvoke = Codewords)]
    [Goal(20, MessageBits)]
    [Bound(Limit.Loads, LoadsPerBit)]
    public void Check() => _kp4.Decode(0);

    [Benchmark(OperationsPerInvoke = Codewords)]
    [Goal(14, MessageBits)]
    [Bound(Limit.Loads, LoadsPerBit)]
    public void Correct1() => _kp4.Decode(1);

    [Benchmark(OperationsPerInvoke = Codewords)]
    [Goal(12, MessageBits)]
    [Bound(Limit.Loads, LoadsPerBit)]
    public void Correct2() => _kp4.Decode(2);

    [Benchmark(OperationsPerInvoke = Codewords)]
    [Goal(5, MessageBits)]
    [Bound(Limit.Loads, LoadsPerBit)]
    public void Correct8() => _kp4.Decode(8);

    [Benchmark(OperationsPerInvoke = Codewords)]
    [Goal(2.8, MessageBits)]
    [Bound(Limit.Loads, LoadsPerBit)]
    public void Correct15() => _kp4.Decode(15);

    [Benchmark(OperationsPerInvoke = Codewords)]
    [Goal(14, MessageBits)]
    [Bound(Limit.Loads, LoadsPerBitKr4)]
    public void Correct1Kr4() => _kr4.Decode(1);

    /// <summary>A code, a message, and its code stream received with some numbers of errors.</summary>
    private sealed class Workload
    {
        private readonly IBlockCode _code;
        private readonly int _groups;
        private readonly ulong[] _message;
        private readonly ulong[] _stream;
        private readonly Dictionary<int, ulong[]> _received;
        private readonly short[] _verdicts = new short[Codewords];

        public Workload(string name, int[] errors)
        {
            _code = CodeCatalog.Create(name, 4);
            _groups = Codewords / _code.Interleave;
            _message = new ulong[BitString.WordCount((long)_groups * _code.GroupMessageBits)];
            _stream = new ulong[BitString.WordCount((long)_groups * _code.GroupCodeBits)];
            Philox.Fill(_message, 1, 0, 0, 0, 0);
            Encode();
            _received = errors.ToDictionary(static count => count, Receive);
        }

        public void Encode() => _code.Encode(_message, _stream, _groups);

        public void Decode(int errors) => _code.Decode(_received[errors], _message, _verdicts, _groups);

        private ulong[] Receive(int errors)
        {
            ulong[] received = [.. _stream];
            for (int group = 0; group < _groups; group++)
            {
                // One bit of one symbol of each of the four words, all in step: the decoder does not look at what a symbol holds.
                ulong random = Philox.Block(2, (uint)group, 0, 0, 0).Low;
                for (int error = 0; error < errors; error++)
                {
                    int symbol = (int)((random + (ulong)(error * 71)) % (ulong)_code.CodewordSymbols);
                    for (int position = 0; position < _code.Interleave; position++)
                    {
                        long bit = ((long)group * _code.GroupCodeBits) + (((symbol * _code.Interleave) + position) * _code.SymbolBits);
                        BitString.WriteBits(received, bit, 1, ~BitString.Read64(received, bit));
                    }
                }
            }

            return received;
        }
    }
}
