using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Link.Frames;

namespace Mosaic.Emulator.Tests.Link.Frames;

public class SystematicCodeTests
{
    [Theory]
    [InlineData("kp4", 4, true)]
    [InlineData("kr4", 1, true)]
    [InlineData("bch-127-120", 3, true)]
    [InlineData("hamming-128-120", 4, true)]
    [InlineData("kp4+hamming-128-120", 4, true)]
    public void Is_WhetherGroupsBeginWithTheirMessages(string name, int interleave, bool expected) =>
        Assert.Equal(expected, SystematicCode.Is(CodeCatalog.Create(name, interleave)));

    /// <summary>Whoever does not say that a code is linear is not believed to send all messages as he sends some.</summary>
    [Theory]
    [InlineData(false, -1, false)]
    [InlineData(true, -1, true)]
    [InlineData(true, 0, false)]
    [InlineData(true, 20559, false)]
    public void Is_NotOfOthers(bool linear, int parityAt, bool expected) =>
        Assert.Equal(expected, SystematicCode.Is(new Changed(CodeCatalog.Create("kp4", 4), linear, parityAt)));

    /// <summary>A code with the parity of each group's message in place of one of its bits.</summary>
    private sealed class Changed(IBlockCode code, bool linear, int parityAt) : IBlockCode
    {
        public string Name => "changed";

        public int SymbolBits => code.SymbolBits;

        public int CodewordSymbols => code.CodewordSymbols;

        public int MessageSymbols => code.MessageSymbols;

        public int CorrectableSymbols => code.CorrectableSymbols;

        public int Interleave => code.Interleave;

        public int GroupMessageBits => code.GroupMessageBits;

        public int GroupCodeBits => code.GroupCodeBits;

        public int BatchGroups => code.BatchGroups;

        public bool IsLinearHardDecision => linear;

        public void Encode(ReadOnlySpan<ulong> message, Span<ulong> encoded, int groups)
        {
            code.Encode(message, encoded, groups);
            for (int group = 0; group < groups && parityAt >= 0; group++)
            {
                ulong parity = 0;
                for (int bit = 0; bit < GroupMessageBits; bit++)
                {
                    parity ^= Mosaic.Emulator.Bits.BitString.ReadBits(message, ((long)group * GroupMessageBits) + bit, 1);
                }

                Mosaic.Emulator.Bits.BitString.WriteBits(encoded, ((long)group * GroupCodeBits) + parityAt, 1, parity);
            }
        }

        public void Decode(ReadOnlySpan<ulong> received, Span<ulong> message, Span<short> verdicts, int groups) => code.Decode(received, message, verdicts, groups);
    }
}
