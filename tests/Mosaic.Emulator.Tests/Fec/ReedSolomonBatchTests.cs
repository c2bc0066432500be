using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Fec.ReedSolomon;

namespace Mosaic.Emulator.Tests.Fec;

/// <summary>The batch code equals the reference word by word, for any field, interleave, and number of groups.</summary>
public class ReedSolomonBatchTests
{
    private const ulong Mark = 0xA5A5A5A5A5A5A5A5;

    [Theory]
    [InlineData("kp4", 1)]
    [InlineData("kp4", 2)]
    [InlineData("kp4", 3)]
    [InlineData("kp4", 4)]
    [InlineData("kp4", 5)]
    [InlineData("kr4", 1)]
    [InlineData("kr4", 2)]
    [InlineData("kr4", 3)]
    [InlineData("kr4", 4)]
    [InlineData("kr4", 5)]
    public void EveryNumberOfGroups(string name, int interleave)
    {
        var words = new Words(ReedSolomonVectors.Parameters(name), interleave, 130, seed: 21);
        for (int groups = 0; groups <= 130; groups++)
            words.Check(groups);
    }

    [Theory]
    [InlineData(3, 0xB, 7, 3, 1, 9)]
    [InlineData(4, 0x13, 15, 9, 1, 6)]
    [InlineData(5, 0x25, 31, 25, 0, 8)]
    [InlineData(6, 0x43, 50, 37, -3, 1)]
    [InlineData(7, 0x89, 127, 111, 1, 2)]
    [InlineData(8, 0x11D, 255, 239, 0, 4)]
    [InlineData(8, 0x187, 255, 223, 112, 3)]
    [InlineData(9, 0x211, 300, 270, 1, 1)]
    [InlineData(11, 0x805, 2047, 2040, 1, 1)]
    [InlineData(12, 0x1053, 100, 60, 7, 5)]
    [InlineData(10, 0x409, 40, 4, 0, 7)] // the binary multiple is longer than the word
    [InlineData(10, 0x409, 544, 514, 0, 17)]
    public void EveryField(int bits, int polynomial, int n, int k, int firstRoot, int interleave)
    {
        var words = new Words(new ReedSolomonParameters("any", bits, polynomial, n, k, firstRoot), interleave, 70, seed: 22);
        words.Check(70);
        words.Check(1);
    }

    [Trait("Isa", "true")]
    [Theory]
    [InlineData("kp4", 4, 66)]
    [InlineData("kr4", 1, 66)]
    public void OtherInstructionSets(string name, int interleave, int groups) =>
        new Words(ReedSolomonVectors.Parameters(name), interleave, groups, seed: 23).Check(groups);

    [Trait("Isa", "true")]
    [Fact]
    public void OtherInstructionSets_OtherFields()
    {
        new Words(new ReedSolomonParameters("any", 8, 0x11D, 60, 48, 1), 3, 70, seed: 24).Check(70);
        new Words(new ReedSolomonParameters("any", 5, 0x25, 31, 25, 0), 2, 129, seed: 25).Check(129);
    }

    [Fact]
    public void ManyThreadsCallOneInstance()
    {
        var words = new Words(ReedSolomonParameters.Kr4, 4, 64, seed: 26);
        Parallel.For(0, 32, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ => words.Check(64));
    }

    [Fact]
    public void NothingIsAllocatedAfterTheFirstCall()
    {
        var words = new Words(ReedSolomonParameters.Kp4, 4, 65, seed: 27);
        var code = new ulong[words.Sent.Length];
        var message = new ulong[words.Message.Length];
        var verdicts = new short[65 * 4];
        for (int call = 0; call < 3; call++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            words.Code.Encode(words.Message, code, 65);
            words.Code.Decode(words.Received, message, verdicts, 65);
            if (call > 0)
                Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    /// <summary>Random words with 0 to t + 3 errors, and what the reference makes of them.</summary>
    private sealed class Words
    {
        private readonly ulong[] _decoded;
        private readonly short[] _verdicts;

        public Words(ReedSolomonParameters parameters, int interleave, int groups, ulong seed)
        {
            Code = new ReedSolomonCode(parameters, interleave);
            var random = new RandomSymbols(seed);
            var reference = new ReedSolomonReference(parameters);
            int bits = parameters.Field.Bits, n = parameters.CodewordSymbols, k = parameters.MessageSymbols;
            int most = int.Min(parameters.CorrectableSymbols + 3, n);
            var messages = new List<ushort[]>();
            var sent = new List<ushort[]>();
            var received = new List<ushort[]>();
            var decoded = new List<ushort[]>();
            _verdicts = new short[groups * interleave];
            for (int i = 0; i < _verdicts.Length; i++)
            {
                messages.Add(random.Word(k, bits));
                var word = new ushort[n];
                messages[i].CopyTo(word, 0);
                reference.Encode(messages[i], word.AsSpan(k));
                sent.Add([.. word]);
                random.AddErrors(word, random.Below(most + 1), bits);
                received.Add([.. word]);
                _verdicts[i] = reference.Decode(word);
                decoded.Add(word[..k]);
            }

            Message = SymbolStream.Pack(messages, interleave, bits);
            Sent = SymbolStream.Pack(sent, interleave, bits);
            Received = SymbolStream.Pack(received, interleave, bits);
            _decoded = SymbolStream.Pack(decoded, interleave, bits);
        }

        public ReedSolomonCode Code { get; }

        public ulong[] Message { get; }

        public ulong[] Sent { get; }

        public ulong[] Received { get; }

        /// <summary>Runs the first groups and compares every bit written, the zeros behind them, and the words past those.</summary>
        public void Check(int groups)
        {
            ulong[] actual = Marked(Sent.Length);
            Code.Encode(Message, actual, groups);
            CheckStream(Sent, actual, (long)groups * Code.GroupCodeBits);

            actual = Marked(_decoded.Length);
            var verdicts = new short[_verdicts.Length];
            verdicts.AsSpan().Fill(77);
            Code.Decode(Received, actual, verdicts, groups);
            CheckStream(_decoded, actual, (long)groups * Code.GroupMessageBits);
            int words = groups * Code.Interleave;
            Assert.True(_verdicts.AsSpan(0, words).SequenceEqual(verdicts.AsSpan(0, words)));
            Assert.False(verdicts.AsSpan(words).ContainsAnyExcept((short)77));
        }

        private static void CheckStream(ulong[] expected, ulong[] actual, long bits)
        {
            int words = BitString.WordCount(bits);
            Assert.Equal(0, BitString.HammingDistance(expected, actual, bits));
            if ((bits & 63) != 0)
                Assert.Equal(0UL, actual[words - 1] >> (int)(bits & 63));
            Assert.False(actual.AsSpan(words).ContainsAnyExcept(Mark));
        }

        private static ulong[] Marked(int length)
        {
            var words = new ulong[length];
            words.AsSpan().Fill(Mark);
            return words;
        }
    }
}
