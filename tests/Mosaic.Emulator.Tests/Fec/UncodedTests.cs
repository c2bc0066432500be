using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Fec;

public class UncodedTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 3)]
    [InlineData(4, 67)]
    [InlineData(5, 0)]
    public void WhatIsSent_IsTheMessage_AndEveryWordIsClean(int interleave, int groups)
    {
        var code = new Uncoded(interleave);
        int bits = groups * code.GroupMessageBits, words = BitString.WordCount(bits);
        var message = new ulong[words];
        Philox.Fill(message, 5, 0, 0, 0, 0);
        var stream = new ulong[words + 1];
        stream[words] = 77;
        code.Encode(message, stream, groups);
        Assert.Equal(0, BitString.HammingDistance(message, stream, bits));
        Assert.True((bits & 63) == 0 || stream[words - 1] >> (bits & 63) == 0);
        Assert.Equal(77UL, stream[words]);

        stream.AsSpan(0, words).Reverse();
        var decoded = new ulong[words];
        var verdicts = new short[(groups * interleave) + 1];
        verdicts.AsSpan().Fill(77);
        code.Decode(stream, decoded, verdicts, groups);
        Assert.Equal(0, BitString.HammingDistance(decoded, stream, bits));
        Assert.False(verdicts.AsSpan(0, groups * interleave).ContainsAnyExcept(DecodeVerdict.Clean));
        Assert.Equal(77, verdicts[^1]);
    }

    [Fact]
    public void Interleave_IsChecked()
    {
        Assert.Throws<ArgumentOutOfRangeException>("interleave", () => new Uncoded(0));
        Assert.Throws<ArgumentOutOfRangeException>("interleave", () => new Uncoded(10_000));
    }
}
