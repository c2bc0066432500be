using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Fec.ReedSolomon;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Fec;

public class BlockCodeTests
{
    [Theory]
    [InlineData("kp4", 4, 544, 514, 15, 20_560, 21_760, 64)]
    [InlineData("kp4", 1, 544, 514, 15, 5_140, 5_440, 256)]
    [InlineData("kr4", 2, 528, 514, 7, 10_280, 10_560, 128)]
    [InlineData("kr4", 3, 528, 514, 7, 15_420, 15_840, 256)]
    [InlineData("kr4", 6, 528, 514, 7, 30_840, 31_680, 128)]
    [InlineData("rs-255-239", 16, 255, 239, 8, 30_592, 32_640, 64, 8)]
    [InlineData("rs-255-223", 5, 255, 223, 16, 8_920, 10_200, 256, 8)]
    [InlineData("rs-127-111-0x89-1", 2, 127, 111, 8, 1_554, 1_778, 128, 7)]
    public void NamedCodes(string name, int interleave, int n, int k, int t, int messageBits, int codeBits, int batch, int m = 10)
    {
        IBlockCode code = CodeCatalog.Create(name, interleave);
        Assert.Equal(
            (name, interleave, m, n, k, t, messageBits, codeBits, batch, true),
            (code.Name, code.Interleave, code.SymbolBits, code.CodewordSymbols, code.MessageSymbols, code.CorrectableSymbols,
                code.GroupMessageBits, code.GroupCodeBits, code.BatchGroups, code.IsLinearHardDecision));
    }

    [Fact]
    public void UnknownNamesAreRefusedWithTheKnownOnes()
    {
        var exception = Assert.Throws<ArgumentException>("name", () => CodeCatalog.Create("kp5", 1));
        Assert.All(CodeCatalog.Names, name => Assert.Contains(name, exception.Message, StringComparison.Ordinal));
        Assert.Equal(["clause177", "kp4", "kr4", "rs-255-223", "rs-255-239"], CodeCatalog.Names);
        Assert.Throws<ArgumentOutOfRangeException>("interleave", () => CodeCatalog.Create("kp4", 0));
    }

    [Theory]
    [InlineData("rs-255-239-0x11D")]
    [InlineData("rs-255-239-285-0")]
    [InlineData("rs-255-239-0x0-0")]
    [InlineData("rs-255-239-0x11D-0-1")]
    [InlineData("rs-255--239-0x11D-0")]
    [InlineData("rs-255-239-0x11B-0")] // not primitive
    [InlineData("rs-255-239-0x7-0")] // m = 2
    [InlineData("rs-256-239-0x11D-0")]
    [InlineData("rs-255-255-0x11D-0")]
    public void NamesThatStateNoCodeAreRefused(string name) =>
        Assert.ThrowsAny<ArgumentException>(() => CodeCatalog.Create(name, 1));

    [Fact]
    public void AStatedNameIsTheCodeThatItStates()
    {
        IBlockCode listed = CodeCatalog.Create("kp4", 4), stated = CodeCatalog.Create("rs-544-514-0x409-0", 4);
        var message = new ulong[322];
        Philox.Fill(message, 9, 0, 0, 0, 0);
        message[^1] = 0;
        ulong[] expected = new ulong[340], actual = new ulong[340];
        listed.Encode(message, expected, 1);
        stated.Encode(message, actual, 1);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void ArgumentsAreChecked()
    {
        IBlockCode code = CodeCatalog.Create("kp4", 4);
        var verdicts = new short[8];
        var message = new ulong[643];
        var stream = new ulong[680];
        code.Encode(message, stream, 2);
        code.Decode(stream, message, verdicts, 2);

        Assert.Throws<ArgumentOutOfRangeException>("groups", () => code.Encode(message, stream, -1));
        Assert.Throws<ArgumentOutOfRangeException>("groups", () => code.Decode(stream, message, verdicts, -1));
        var exception = Assert.Throws<ArgumentException>("message", () => code.Encode(message.AsSpan(1), stream, 2));
        Assert.Contains("643 words", exception.Message, StringComparison.Ordinal);
        exception = Assert.Throws<ArgumentException>("code", () => code.Encode(message, stream.AsSpan(1), 2));
        Assert.Contains("680 words", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("received", () => code.Decode(stream.AsSpan(1), message, verdicts, 2));
        Assert.Throws<ArgumentException>("message", () => code.Decode(stream, message.AsSpan(1), verdicts, 2));
        exception = Assert.Throws<ArgumentException>("verdicts", () => code.Decode(stream, message, verdicts.AsSpan(1), 2));
        Assert.Contains("8 verdicts", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("code", () => code.Encode(stream.AsSpan(0, 643), stream, 2));
        Assert.Throws<ArgumentException>("message", () => code.Decode(stream, stream.AsSpan(37), verdicts, 2));
    }

    [Theory]
    [InlineData(2, 0x7, 3, 1, "symbolBits")]
    [InlineData(13, 0x201B, 100, 50, "symbolBits")]
    [InlineData(4, 0x13, 16, 8, "codewordSymbols")]
    [InlineData(4, 0x13, 15, 0, "messageSymbols")]
    [InlineData(4, 0x13, 15, 15, "messageSymbols")]
    public void ReedSolomonParametersAreChecked(int bits, int polynomial, int n, int k, string name)
    {
        Assert.Throws<ArgumentOutOfRangeException>(name, () => new ReedSolomonParameters("any", bits, polynomial, n, k, 0));
        Assert.Throws<ArgumentException>(nameof(polynomial), () => new ReedSolomonParameters("any", 8, 0x11B, 255, 239, 0));
    }

    [Fact]
    public void ReferenceArgumentsAreChecked()
    {
        var reference = new ReedSolomonReference(ReedSolomonParameters.Kr4);
        Assert.Throws<ArgumentException>("message", () => reference.Encode(new ushort[513], new ushort[14]));
        Assert.Throws<ArgumentException>("parity", () => reference.Encode(new ushort[514], new ushort[15]));
        Assert.Throws<ArgumentException>("word", () => reference.Decode(new ushort[544]));
    }

    /// <summary>The layout, said once more in numbers: kp4 by four, one message bit set.</summary>
    [Fact]
    public void CodeStreamIsTheMessageStreamAndThenTheInterleavedParity()
    {
        IBlockCode code = CodeCatalog.Create("kp4", 4);
        var message = new ulong[322];
        var stream = new ulong[340];
        // Symbol 513 of codeword 2 is 8: the last message symbol, so the parity of that word is 8·(x³⁰ mod g).
        BitString.WriteBits(message, (((513 * 4) + 2) * 10) + 3, 1, 1);
        code.Encode(message, stream, 1);
        Assert.Equal(0, BitString.HammingDistance(message, stream, 20_560));
        ushort[] generator = ReedSolomonParameters.Kp4.GeneratorPolynomial();
        for (int symbol = 0; symbol < 30; symbol++)
        {
            for (int position = 0; position < 4; position++)
            {
                ulong expected = position == 2 ? ReedSolomonParameters.Kp4.Field.Multiply(8, generator[29 - symbol]) : 0u;
                Assert.Equal(expected, BitString.ReadBits(stream, 20_560 + (((symbol * 4) + position) * 10), 10));
            }
        }
    }
}
