using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Fec;

namespace Mosaic.Emulator.Tests.Fec;

/// <summary>Random words with 0 to t + 3 errors, what a definition makes of them word by word, and what a code makes of all of them at once.</summary>
internal sealed class CodedWords
{
    private const ulong Mark = 0xA5A5A5A5A5A5A5A5;

    private readonly ulong[] _decoded;
    private readonly short[] _verdicts;

    /// <param name="code">The code.</param>
    /// <param name="encode">Its definition: the word of a message.</param>
    /// <param name="decode">Corrects a word and says its verdict.</param>
    /// <param name="groups">Groups of interleaved words.</param>
    /// <param name="seed">From which words and errors are drawn.</param>
    public CodedWords(IBlockCode code, Func<ushort[], ushort[]> encode, Func<ushort[], short> decode, int groups, ulong seed)
    {
        Code = code;
        var random = new RandomSymbols(seed);
        int bits = code.SymbolBits, k = code.MessageSymbols, most = int.Min(code.CorrectableSymbols + 3, code.CodewordSymbols);
        var messages = new List<ushort[]>();
        var sent = new List<ushort[]>();
        var received = new List<ushort[]>();
        var decoded = new List<ushort[]>();
        _verdicts = new short[groups * code.Interleave];
        for (int i = 0; i < _verdicts.Length; i++)
        {
            messages.Add(random.Word(k, bits));
            ushort[] word = encode(messages[i]);
            sent.Add([.. word]);
            random.AddErrors(word, random.Below(most + 1), bits);
            received.Add([.. word]);
            _verdicts[i] = decode(word);
            decoded.Add(word[..k]);
        }

        Message = SymbolStream.Pack(messages, code.Interleave, bits);
        Sent = SymbolStream.Pack(sent, code.Interleave, bits);
        Received = SymbolStream.Pack(received, code.Interleave, bits);
        _decoded = SymbolStream.Pack(decoded, code.Interleave, bits);
    }

    public IBlockCode Code { get; }

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

    /// <summary>Once everything is warm, a call allocates nothing.</summary>
    public void CheckThatNothingIsAllocated()
    {
        int groups = _verdicts.Length / Code.Interleave;
        var code = new ulong[Sent.Length];
        var message = new ulong[Message.Length];
        var verdicts = new short[_verdicts.Length];
        for (int call = 0; call < 3; call++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Code.Encode(Message, code, groups);
            Code.Decode(Received, message, verdicts, groups);
            if (call > 0)
                Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
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
