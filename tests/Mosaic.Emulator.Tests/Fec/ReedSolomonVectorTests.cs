using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Fec.ReedSolomon;

namespace Mosaic.Emulator.Tests.Fec;

[Trait("Isa", "true")]
public class ReedSolomonVectorTests
{
    [Theory]
    [InlineData("kp4")]
    [InlineData("kr4")]
    public void Generator(string name) =>
        Assert.Equal(ReedSolomonVectors.Generator(name), ReedSolomonVectors.Parameters(name).GeneratorPolynomial());

    // ISO/IEC 18004 (QR code) annex A: g(x) for 16 and 32 parity symbols as logarithms, from x^(n−k−1) down.
    [Theory]
    [InlineData("rs-255-239", "120 104 107 109 102 161 76 3 91 191 147 169 182 194 225 120")]
    [InlineData("rs-255-223", "10 6 106 190 249 167 4 67 209 138 138 32 242 123 89 27 120 185 80 156 38 69 171 60 28 222 80 52 254 185 220 241")]
    public void Generator_OfAnotherStandard(string name, string logarithms)
    {
        ReedSolomonParameters parameters = ReedSolomonVectors.Parameters(name);
        Assert.Equal(logarithms, string.Join(' ', parameters.GeneratorPolynomial().Reverse().Skip(1).Select(c => parameters.Field.Log(c))));
    }

    [Theory]
    [InlineData("kp4")]
    [InlineData("kr4")]
    public void Encode_Reference(string name)
    {
        ReedSolomonParameters parameters = ReedSolomonVectors.Parameters(name);
        var reference = new ReedSolomonReference(parameters);
        foreach ((string vector, ushort[] message, ushort[] parity) in ReedSolomonVectors.Encode(name))
        {
            var actual = new ushort[parameters.ParitySymbols];
            reference.Encode(message, actual);
            Assert.True(parity.AsSpan().SequenceEqual(actual), vector);
        }
    }

    [Theory]
    [InlineData("kp4", 1)]
    [InlineData("kp4", 4)]
    [InlineData("kr4", 1)]
    [InlineData("kr4", 3)]
    public void Encode_Batch(string name, int interleave)
    {
        IBlockCode code = CodeCatalog.Create(name, interleave);
        (string Name, ushort[] Message, ushort[] Parity)[] vectors = [.. ReedSolomonVectors.Encode(name)];
        int groups = (vectors.Length + interleave - 1) / interleave;
        ulong[] expected = SymbolStream.Pack([.. vectors.Select(static v => (ushort[])[.. v.Message, .. v.Parity])], interleave, 10);
        var actual = new ulong[expected.Length];
        code.Encode(SymbolStream.Pack([.. vectors.Select(static v => v.Message)], interleave, 10), actual, groups);
        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData("kp4")]
    [InlineData("kr4")]
    public void Decode_Reference(string name)
    {
        var reference = new ReedSolomonReference(ReedSolomonVectors.Parameters(name));
        foreach ((string vector, ushort[] received, short verdict, ushort[] decoded) in ReedSolomonVectors.Decode(name))
        {
            ushort[] word = [.. received];
            Assert.True(verdict == reference.Decode(word), vector);
            Assert.True(decoded.AsSpan().SequenceEqual(word), vector);
        }
    }

    [Theory]
    [InlineData("kp4", 1)]
    [InlineData("kp4", 4)]
    [InlineData("kr4", 1)]
    [InlineData("kr4", 3)]
    public void Decode_Batch(string name, int interleave)
    {
        IBlockCode code = CodeCatalog.Create(name, interleave);
        (string Name, ushort[] Received, short Verdict, ushort[] Decoded)[] vectors = [.. ReedSolomonVectors.Decode(name)];
        int groups = (vectors.Length + interleave - 1) / interleave;
        var verdicts = new short[groups * interleave];
        ulong[] expected = SymbolStream.Pack([.. vectors.Select(static v => v.Decoded[..514])], interleave, 10);
        var message = new ulong[expected.Length];
        code.Decode(SymbolStream.Pack([.. vectors.Select(static v => v.Received)], interleave, 10), message, verdicts, groups);
        Assert.Equal(vectors.Select(static v => v.Verdict), verdicts.Take(vectors.Length));
        Assert.Equal(expected, message);
    }

    [Fact]
    public void Decode_VectorsHoldMiscorrectionsAndFailures()
    {
        foreach (string name in new[] { "kp4", "kr4" })
        {
            Assert.Contains(ReedSolomonVectors.Decode(name), static v => v.Verdict == DecodeVerdict.Uncorrectable && v.Decoded == v.Received);
            Assert.Contains(ReedSolomonVectors.Decode(name), static v => v.Verdict > 0 && v.Name.StartsWith("miscorrect", StringComparison.Ordinal));
        }
    }

    // IEEE 802.3bj, gustlin_01_0312.
    [Fact]
    public void Encode_ContributionToTheStandard()
    {
        var parity = new ushort[14];
        new ReedSolomonReference(ReedSolomonParameters.Kr4).Encode([.. Enumerable.Range(0, 514).Select(static i => (ushort)(1023 - i))], parity);
        Assert.Equal(ReedSolomonVectors.External("gustlin528_par"), parity);
    }

    [Fact]
    public void Encode_VectorOfAnotherImplementation()
    {
        var parity = new ushort[30];
        new ReedSolomonReference(ReedSolomonParameters.Kp4).Encode([.. Enumerable.Range(0, 514).Select(static i => (ushort)((19 + (73 * i)) % 1024))], parity);
        Assert.Equal(ReedSolomonVectors.External("miishat544_par"), parity);
    }
}
