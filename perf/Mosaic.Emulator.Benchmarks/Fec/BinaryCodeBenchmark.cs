using BenchmarkDotNet.Attributes;
using Mosaic.Emulator.Benchmarks.Rates;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Benchmarks.Fec;

/// <summary>
/// BCH and Hamming codes, packed streams in and out, one core: time per 1,000 message bits. Every word has the stated number of
/// wrong bits at places of its own; checking is decoding with none.
/// </summary>
[ShowGbps]
[MemoryDiagnoser]
public class BinaryCodeBenchmark
{
    private const int Kilobits = 512;
    private Workload _workload = null!;

    [Params("bch-127-120", "bch-1023-923", "hamming-128-120", "hamming-72-64")]
    public string Code { get; set; } = "";

    /// <summary>
    /// What takes longest of what is done for all words, wrong or not: 64×64 transposes, six rounds of 32 trades of five operations each for 4,096 bits of code;
    /// or folds of twenty planes into the check bits' rows, each a load of its own and four of tables, for 512 words.
    /// </summary>
    public BoundAttribute Bound => Code is "bch-1023-923"
        ? new(Limit.Loads, 47 * 100 * 5 / 512.0 / 923)
        : new(Limit.Operations, 6 * 32 * 5 / 8.0 / 4096);

    [Params(4)]
    public int Interleave { get; set; }

    [GlobalSetup]
    public void Setup() => _workload = new Workload(Code, Interleave);

    [Benchmark(OperationsPerInvoke = Kilobits)]
    [Goal(5, 1000)]
    [Bound(nameof(Bound))]
    public void Encode() => _workload.Encode();

    [Benchmark(OperationsPerInvoke = Kilobits)]
    [Goal(5, 1000)]
    [Bound(nameof(Bound))]
    public void Check() => _workload.Decode(0);

    [Benchmark(OperationsPerInvoke = Kilobits)]
    [Goal(2, 1000)]
    [Bound(nameof(Bound))]
    public void Correct1() => _workload.Decode(1);

    /// <summary>As many as the code corrects: one of Hamming's codes and of BCH(127,120), ten of BCH(1023,923).</summary>
    [Benchmark(OperationsPerInvoke = Kilobits)]
    [Goal(0.3, 1000)]
    [Bound(nameof(Bound))]
    public void CorrectMost() => _workload.Decode(2);

    /// <summary>A code, a message, and its code stream received with no, one and t errors in every word.</summary>
    private sealed class Workload
    {
        private readonly IBlockCode _code;
        private readonly int _groups;
        private readonly ulong[] _message;
        private readonly ulong[] _stream;
        private readonly ulong[][] _received;
        private readonly short[] _verdicts;

        public Workload(string name, int interleave)
        {
            _code = CodeCatalog.Create(name, interleave);
            _groups = Kilobits * 1000 / _code.GroupMessageBits;
            _message = new ulong[BitString.WordCount((long)_groups * _code.GroupMessageBits)];
            _stream = new ulong[BitString.WordCount((long)_groups * _code.GroupCodeBits)];
            _verdicts = new short[_groups * interleave];
            Philox.Fill(_message, 1, 0, 0, 0, 0);
            Encode();
            _received = [_stream, Receive(1), Receive(_code.CorrectableSymbols)];
        }

        public void Encode() => _code.Encode(_message, _stream, _groups);

        public void Decode(int errors) => _code.Decode(_received[errors], _message, _verdicts, _groups);

        private ulong[] Receive(int errors)
        {
            ulong[] received = [.. _stream];
            for (int word = 0; word < _verdicts.Length; word++)
            {
                ulong random = Philox.Block(2, (uint)word, 0, 0, 0).Low;
                for (int error = 0; error < errors; error++)
                {
                    int symbol = (int)((random + (ulong)(error * 71)) % (ulong)_code.CodewordSymbols);
                    long bit = ((long)(word / _code.Interleave) * _code.GroupCodeBits) + (symbol * _code.Interleave) + (word % _code.Interleave);
                    received[bit >> 6] ^= 1UL << (int)(bit & 63);
                }
            }

            return received;
        }
    }
}
