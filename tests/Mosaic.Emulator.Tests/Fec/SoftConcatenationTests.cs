using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Fec.Clause177;
using Mosaic.Emulator.Fec.Concatenation;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Fec;

public class SoftConcatenationTests
{
    [Fact]
    public void TheInnerCodeDecidesWhetherLogLikelihoodsAreTaken()
    {
        var code = Assert.IsType<SoftConcatenatedCode>(CodeCatalog.Create("kp4+clause177", 4));
        Assert.Equal(
            ("kp4+clause177", 182, 583, 514, false, false),
            (code.Name, code.Inner.Interleave, code.CodewordSymbols, code.MessageSymbols, code.IsLinearHardDecision, code.IsBoundedDistance));
        var refusal = Assert.Throws<ArgumentException>(() => CodeCatalog.Create("clause177+kp4", 4));
        Assert.StartsWith("clause177 decodes log-likelihoods, which an outer code is not given.", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("makeInner", () => new SoftConcatenatedCode(CodeCatalog.Create("kp4", 4), words => CodeCatalog.Create("kr4", words)));
    }

    /// <summary>Word by word: inner word w has bits w, w + W, w + 2W … of the group; what it decides is decoded by the outer code.</summary>
    [Theory]
    [Trait("Isa", "true")]
    [InlineData("kp4", 4, 3, 0.45)]
    [InlineData("kp4", 1, 70, 0.42)]
    [InlineData("bch-127-113", 3, 200, 0.45)]
    public void EqualsItsDefinition(string outerName, int interleave, int groups, double sigma)
    {
        IBlockCode outer = CodeCatalog.Create(outerName, interleave);
        var code = (SoftConcatenatedCode)CodeCatalog.Create($"{outerName}+clause177", interleave);
        var inner = new Clause177Code(1);
        int words = code.Inner.Interleave;
        var message = new ulong[BitString.WordCount((long)groups * code.GroupMessageBits)];
        Philox.Fill(message, 91, 0, 0, 0, 0);
        BlockCodeArguments.ClearPast(message, (long)groups * code.GroupMessageBits);
        var stream = new ulong[BitString.WordCount((long)groups * code.GroupCodeBits)];
        code.Encode(message, stream, groups);

        var soft = new sbyte[groups * code.GroupCodeBits];
        for (int i = 0; i < soft.Length; i++)
        {
            (ulong radius, ulong angle) = Philox.Block(92, (uint)i, 0, 0, 0);
            (double half, double cosine, _) = NormalPairs.FromWords(radius, angle);
            double x = (BitString.ReadBits(stream, i, 1) != 0 ? -1 : 1) + (sigma * Math.Sqrt(2 * half) * cosine);
            soft[i] = (sbyte)Math.Clamp(Math.Round(8 * x / (sigma * sigma)), -127, 127);
        }

        var outerStream = new ulong[BitString.WordCount((long)groups * outer.GroupCodeBits)];
        var single = new sbyte[128];
        var decided = new ulong[2];
        for (int group = 0; group < groups; group++)
        {
            for (int word = 0; word < words; word++)
            {
                for (int i = 0; i < 128; i++)
                    single[i] = soft[(group * code.GroupCodeBits) + (i * words) + word];
                inner.Decode(single, decided, new short[1], 1);
                for (int i = 0; i < 120 && (i * words) + word < outer.GroupCodeBits; i++)
                    BitString.WriteBits(outerStream, ((long)group * outer.GroupCodeBits) + (i * words) + word, 1, BitString.ReadBits(decided, i, 1));
            }
        }

        ulong[] expected = new ulong[message.Length], actual = new ulong[message.Length];
        short[] expectedVerdicts = new short[groups * interleave], verdicts = new short[groups * interleave];
        outer.Decode(outerStream, expected, expectedVerdicts, groups);
        code.Decode(soft, actual, verdicts, groups);
        Assert.Equal(expected, actual);
        Assert.Equal(expectedVerdicts, verdicts);
        Assert.Contains(verdicts, verdict => verdict != 0);
    }
}
