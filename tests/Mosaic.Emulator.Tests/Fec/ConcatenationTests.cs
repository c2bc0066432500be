using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Fec.Concatenation;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Fec;

public class ConcatenationTests
{
    [Theory]
    [InlineData("kp4+hamming-128-120", 4, 583, 182)] // 21,760 bits: 181 words and a third
    [InlineData("kp4+hamming-128-120", 12, 581, 544)] // 65,280 bits: 544 words exactly, and 69,632 to carry
    [InlineData("kp4+hamming-137-128", 4, 583, 170)]
    [InlineData("bch-127-120+hamming-8-4", 4, 254, 127)]
    [InlineData("kr4+rs-255-239", 4, 612, 12)]
    public void Shapes(string name, int interleave, int symbols, int innerWords)
    {
        var code = Assert.IsType<ConcatenatedCode>(CodeCatalog.Create(name, interleave));
        Assert.Equal((name, symbols, innerWords), (code.Name, code.CodewordSymbols, code.Inner.Interleave));
        Assert.Equal(
            (code.Outer.MessageSymbols, code.Outer.SymbolBits, interleave, code.Outer.GroupMessageBits, true, false),
            (code.MessageSymbols, code.SymbolBits, code.Interleave, code.GroupMessageBits, code.IsLinearHardDecision, code.IsBoundedDistance));
        Assert.InRange(code.GroupCodeBits - code.Inner.GroupCodeBits, 0, (interleave * code.SymbolBits) - 1);
    }

    /// <summary>The definition, word by word: inner word w has bits w, w + W, w + 2W … of the outer stream, and its parity behind that in the same order.</summary>
    [Theory]
    [InlineData("kp4", "hamming-128-120", 4, 3)]
    [InlineData("kp4", "hamming-128-120", 1, 70)]
    [InlineData("bch-127-113", "bch-31-21", 3, 130)]
    public void EqualsItsDefinition_WithAndWithoutErrors(string outerName, string innerName, int interleave, int groups)
    {
        IBlockCode code = CodeCatalog.Create($"{outerName}+{innerName}", interleave), outer = CodeCatalog.Create(outerName, interleave), inner = CodeCatalog.Create(innerName, 1);
        int words = (outer.GroupCodeBits + inner.MessageSymbols - 1) / inner.MessageSymbols;
        var message = new ulong[BitString.WordCount((long)groups * code.GroupMessageBits)];
        Philox.Fill(message, 81, 0, 0, 0, 0);
        BlockCodeArguments.ClearPast(message, (long)groups * code.GroupMessageBits);
        ulong[] stream = Stream(code, groups), outerStream = Stream(outer, groups);
        code.Encode(message, stream, groups);
        outer.Encode(message, outerStream, groups);
        ulong[] expected = Stream(code, groups);
        for (int group = 0; group < groups; group++)
        {
            for (int word = 0; word < words; word++)
            {
                ushort[] bits = new ushort[inner.CodewordSymbols];
                for (int i = 0; i < inner.MessageSymbols; i++)
                    bits[i] = (i * words) + word < outer.GroupCodeBits ? Bit(outerStream, ((long)group * outer.GroupCodeBits) + (i * words) + word) : (ushort)0;
                ulong[] codeword = Stream(inner, 1);
                inner.Encode(SymbolStream.Pack([bits[..inner.MessageSymbols]], 1, 1), codeword, 1);
                for (int i = 0; i < bits.Length; i++)
                    BitString.WriteBits(expected, ((long)group * code.GroupCodeBits) + (i * words) + word, 1, Bit(codeword, i));
            }
        }

        Assert.Equal(expected, stream);

        // About three wrong bits in a hundred: many inner words fail, and some outer ones.
        var random = new RandomSymbols(82);
        for (int i = 0; i < groups * code.GroupCodeBits / 35; i++)
        {
            int bit = random.Below(groups * code.GroupCodeBits);
            stream[bit >> 6] ^= 1UL << (bit & 63);
        }

        for (int group = 0; group < groups; group++)
        {
            for (int word = 0; word < words; word++)
            {
                ulong[] received = Stream(inner, 1), decoded = new ulong[BitString.WordCount(inner.MessageSymbols)];
                for (int i = 0; i < inner.CodewordSymbols; i++)
                    BitString.WriteBits(received, i, 1, Bit(stream, ((long)group * code.GroupCodeBits) + (i * words) + word));
                inner.Decode(received, decoded, new short[1], 1);
                for (int i = 0; i < inner.MessageSymbols; i++)
                {
                    if ((i * words) + word < outer.GroupCodeBits)
                        BitString.WriteBits(outerStream, ((long)group * outer.GroupCodeBits) + (i * words) + word, 1, Bit(decoded, i));
                }
            }
        }

        ulong[] actual = new ulong[message.Length], wanted = new ulong[message.Length];
        short[] verdicts = new short[groups * interleave], wantedVerdicts = new short[groups * interleave];
        code.Decode(stream, actual, verdicts, groups);
        outer.Decode(outerStream, wanted, wantedVerdicts, groups);
        Assert.Equal(wanted, actual);
        Assert.Equal(wantedVerdicts, verdicts);
        Assert.Contains(DecodeVerdict.Uncorrectable, verdicts);
    }

    /// <summary>As many wrong symbols as are guaranteed are corrected, also where they sit in the same inner words.</summary>
    [Theory]
    [InlineData("kp4+hamming-128-120", 4)]
    [InlineData("kp4+bch-127-120", 1)]
    [InlineData("kp4+bch-255-231", 2)]
    [InlineData("bch-1023-923+hamming-72-64", 4)]
    [InlineData("rs-255-223+none", 4)]
    public void GuaranteedErrors(string name, int interleave)
    {
        const int Groups = 64;
        IBlockCode code = CodeCatalog.Create(name, interleave);
        Assert.True(code.CorrectableSymbols > 0);
        var message = new ulong[BitString.WordCount((long)Groups * code.GroupMessageBits)];
        Philox.Fill(message, 83, 0, 0, 0, 0);
        ulong[] stream = Stream(code, Groups);
        code.Encode(message, stream, Groups);
        var random = new RandomSymbols(84);
        int stride = ((ConcatenatedCode)code).Inner.Interleave;
        for (int group = 0; group < Groups; group++)
        {
            for (int word = 0; word < interleave; word++)
            {
                int start = random.Below(code.CodewordSymbols), apart = group % 2 == 0 ? 1 + random.Below(100) : stride;
                for (int error = 0; error < code.CorrectableSymbols; error++)
                {
                    int symbol = (start + (error * apart)) % code.CodewordSymbols;
                    long bit = ((long)group * code.GroupCodeBits) + (((symbol * interleave) + word) * code.SymbolBits);
                    ulong wrong = group % 4 < 2 ? ulong.MaxValue : 1UL + (ulong)random.Below(255);
                    BitString.WriteBits(stream, bit, code.SymbolBits, ~BitString.Read64(stream, bit) & wrong);
                }
            }
        }

        var decoded = new ulong[message.Length];
        var verdicts = new short[Groups * interleave];
        code.Decode(stream, decoded, verdicts, Groups);
        Assert.Equal(message, decoded);
        Assert.False(verdicts.AsSpan().Contains(DecodeVerdict.Uncorrectable));
    }

    /// <summary>A group with four-in-a-thousand wrong bits is beyond kp4 alone, and within reach of the pair.</summary>
    [Fact]
    public void Together_TheyCorrectMore()
    {
        const int Groups = 32;
        Assert.InRange(Lost("kp4"), 80, Groups * 4);
        Assert.InRange(Lost("kp4+hamming-128-120"), 0, 20);

        int Lost(string name)
        {
            IBlockCode code = CodeCatalog.Create(name, 4);
            ulong[] stream = Stream(code, Groups);
            var random = new RandomSymbols(85);
            for (int i = 0; i < Groups * code.GroupCodeBits / 250; i++)
            {
                int bit = random.Below(Groups * code.GroupCodeBits);
                stream[bit >> 6] |= 1UL << (bit & 63);
            }

            var verdicts = new short[Groups * 4];
            code.Decode(stream, new ulong[BitString.WordCount((long)Groups * code.GroupMessageBits)], verdicts, Groups);
            return verdicts.Count(static verdict => verdict < 0);
        }
    }

    [Fact]
    public void ThreeCodes_AndNamesThatAreNone()
    {
        IBlockCode code = CodeCatalog.Create("kp4+bch-127-120+hamming-72-64", 4);
        Assert.Equal("kp4+bch-127-120+hamming-72-64", code.Name);
        Assert.Equal("bch-127-120+hamming-72-64", ((ConcatenatedCode)code).Inner.Name);
        Assert.Contains("hamming-128-120", Assert.ThrowsAny<ArgumentException>(() => CodeCatalog.Create("kp4+hamming-127-120", 4)).Message, StringComparison.Ordinal);
        Assert.StartsWith("There is no code 'kp5'", Assert.ThrowsAny<ArgumentException>(() => CodeCatalog.Create("kp5+hamming-128-120", 4)).Message, StringComparison.Ordinal);
        Assert.StartsWith("There is no code ''", Assert.ThrowsAny<ArgumentException>(() => CodeCatalog.Create("kp4+", 4)).Message, StringComparison.Ordinal);
        Assert.Equal(["plugin:/a+b/c.dll#T", "plugin:d.dll#U"], CodeCatalog.OwnNames("plugin:/a+b/c.dll#T+kp4+plugin:d.dll#U"));
    }

    private static ulong[] Stream(IBlockCode code, int groups) => new ulong[BitString.WordCount((long)groups * code.GroupCodeBits)];

    private static ushort Bit(ulong[] stream, long bit) => (ushort)((stream[bit >> 6] >> (int)(bit & 63)) & 1);
}
