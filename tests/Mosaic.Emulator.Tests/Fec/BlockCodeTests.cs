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
    [InlineData("rs-255-239", 16, 255, 239, 8, 30_592, 32_640, 3 * 64, 8)]
    [InlineData("rs-255-223", 5, 255, 223, 16, 8_920, 10_200, 3 * 256, 8)]
    [InlineData("rs-127-111-0x89-1", 2, 127, 111, 8, 1_554, 1_778, 6 * 128, 7)]
    [InlineData("bch-127-120", 4, 127, 120, 1, 480, 508, 43 * 64, 1)]
    [InlineData("bch-1023-923", 1, 1023, 923, 10, 923, 1_023, 5 * 256, 1)]
    [InlineData("bch-3240-3072-0x402b", 2, 3240, 3072, 12, 6_144, 6_480, 2 * 128, 1)]
    [InlineData("hamming-128-120", 4, 128, 120, 1, 480, 512, 43 * 64, 1)]
    [InlineData("hamming-72-64", 3, 72, 64, 1, 192, 216, 76 * 256, 1)]
    [InlineData("none", 4, 514, 514, 0, 20_560, 20_560, 64)]
    [InlineData("none", 1, 514, 514, 0, 5_140, 5_140, 256)]
    [InlineData("none", 6, 514, 514, 0, 30_840, 30_840, 128)]
    public void NamedCodes(string name, int interleave, int n, int k, int t, int messageBits, int codeBits, int batch, int m = 10)
    {
        IBlockCode code = CodeCatalog.Create(name, interleave);
        Assert.Equal(
            (name, interleave, m, n, k, t, messageBits, codeBits, batch, true, true),
            (code.Name, code.Interleave, code.SymbolBits, code.CodewordSymbols, code.MessageSymbols, code.CorrectableSymbols,
                code.GroupMessageBits, code.GroupCodeBits, code.BatchGroups, code.IsLinearHardDecision, code.IsBoundedDistance));
    }

    [Fact]
    public void UnknownNamesAreRefusedWithTheKnownOnes()
    {
        var exception = Assert.Throws<ArgumentException>("name", () => CodeCatalog.Create("kp5", 1));
        Assert.All(CodeCatalog.Names, name => Assert.Contains(name, exception.Message, StringComparison.Ordinal));
        Assert.Equal(["clause177", "kp4", "kr4", "none", "rs-255-223", "rs-255-239"], CodeCatalog.Names);
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
    [InlineData("bch-127")]
    [InlineData("bch-127-120-0x11b")] // not primitive
    [InlineData("bch-127-119")] // no generator has degree 8
    [InlineData("bch-128-120-0x89")] // longer than the field
    [InlineData("bch-4-1")]
    [InlineData("bch-16384-16370")]
    [InlineData("bch-3-x-1")]
    [InlineData("hamming-127-120")] // 128 it is
    [InlineData("hamming-128")]
    [InlineData("hamming-40000-39000")]
    public void NamesThatStateNoCodeAreRefused(string name) =>
        Assert.ThrowsAny<ArgumentException>(() => CodeCatalog.Create(name, 1));

    [Theory]
    [InlineData("bch-127-119", "No BCH code over GF(2^7) has n - k = 8; nearest are bch-127-120 (t = 1) and bch-127-113 (t = 2).")]
    [InlineData("bch-100-99", "No BCH code over GF(2^7) has n - k = 1; nearest is bch-100-93 (t = 1).")]
    [InlineData("hamming-127-120", "An extended Hamming code of 120 message bits has 8 check bits: hamming-128-120.")]
    public void RefusalsNameTheNearestCode(string name, string message)
    {
        var refusal = Assert.ThrowsAny<ArgumentException>(() => CodeCatalog.Create(name, 1));
        Assert.StartsWith(message, refusal.Message, StringComparison.Ordinal);
        Assert.True(CodeCatalog.IsStated(name));
    }

    /// <summary>Each number of each form: the value, and the whole range.</summary>
    [Theory]
    [InlineData("bch-0-0", "n: 0 is not allowed; it is an integer from 5 to 16383")]
    [InlineData("bch-16384-1", "n: 16384 is not allowed; it is an integer from 5 to 16383")]
    [InlineData("bch-99999999999-1", "n: '99999999999' is not allowed; it is an integer from 5 to 16383")]
    [InlineData("bch-127-0", "k: 0 is not allowed; it is an integer from 1 to 126, below n")]
    [InlineData("bch-127-127", "k: 127 is not allowed; it is an integer from 1 to 126, below n")]
    [InlineData("bch-127-x", "k: 'x' is not allowed; it is an integer from 1 to 16382")]
    [InlineData("bch-128-120-0x89", "n: 128 is not allowed; it is an integer from 5 to 127, as the polynomial's degree allows")]
    [InlineData("bch-7-4-0x7", "degree of polynomial 0x7: 2 is not allowed; it is an integer from 3 to 14")]
    [InlineData("bch-127-120-0x8003", "degree of polynomial 0x8003: 15 is not allowed; it is an integer from 3 to 14")]
    [InlineData("bch-127-120-137", "polynomial: '137' is not allowed; it is a primitive one of degree 3 to 14, as 0x89")]
    [InlineData("hamming-0-0", "n: 0 is not allowed; it is an integer from 4 to 32016")]
    [InlineData("hamming-32017-32000", "n: 32017 is not allowed; it is an integer from 4 to 32016")]
    [InlineData("hamming-8-0", "k: 0 is not allowed; it is an integer from 1 to 32000")]
    [InlineData("hamming-8-32001", "k: 32001 is not allowed; it is an integer from 1 to 32000")]
    [InlineData("hamming-x-4", "n: 'x' is not allowed; it is an integer from 4 to 32016")]
    [InlineData("hamming-8-", "k: '' is not allowed; it is an integer from 1 to 32000")]
    [InlineData("rs-1-1-0x89-0", "n: 1 is not allowed; it is an integer from 2 to 127, as the polynomial's degree allows")]
    [InlineData("rs-128-1-0x89-0", "n: 128 is not allowed; it is an integer from 2 to 127, as the polynomial's degree allows")]
    [InlineData("rs-n-1-0x89-0", "n: 'n' is not allowed; it is an integer from 2 to 4095")]
    [InlineData("rs-127-0-0x89-0", "k: 0 is not allowed; it is an integer from 1 to 126, below n")]
    [InlineData("rs-127-127-0x89-0", "k: 127 is not allowed; it is an integer from 1 to 126, below n")]
    [InlineData("rs-127-k-0x89-0", "k: 'k' is not allowed; it is an integer from 1 to 4094")]
    [InlineData("rs-127-111-0x7-0", "degree of polynomial 0x7: 2 is not allowed; it is an integer from 3 to 12")]
    [InlineData("rs-127-111-0x201b-0", "degree of polynomial 0x201b: 13 is not allowed; it is an integer from 3 to 12")]
    [InlineData("rs-127-111-0x0-0", "polynomial: '0x0' is not allowed; it is a primitive one of degree 3 to 12, as 0x89")]
    [InlineData("rs-127-111-0x89-2147483648", "root: '2147483648' is not allowed; it is an integer from 0 to 2147483647")]
    [InlineData("kp4+bch-0-0", "n: 0 is not allowed; it is an integer from 5 to 16383")]
    public void NumbersOfNamesAreRefusedWithTheirRange(string name, string message)
    {
        var refusal = Assert.ThrowsAny<ArgumentException>(() => CodeCatalog.Create(name, 1));
        Assert.Equal(message, refusal.Message.Split(" (Parameter")[0]);
    }

    /// <summary>The ends of ranges are codes.</summary>
    [Theory]
    [InlineData("bch-5-2")]
    [InlineData("bch-16383-16369")]
    [InlineData("hamming-4-1")]
    [InlineData("hamming-32016-32000")]
    [InlineData("rs-2-1-0xb-2147483647")]
    [InlineData("rs-4095-4094-0x1053-0")]
    public void EndsOfRangesAreCodes(string name) => Assert.Equal(name, CodeCatalog.Create(name, 1).Name);

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
