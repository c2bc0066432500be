using Mosaic.Emulator.Fec;

namespace Mosaic.Emulator.Tests.Link;

/// <summary>A code that says little of itself: that the number of wrong symbols decides, and most of what it corrects, it keeps to itself.</summary>
internal sealed class ShyCode(IBlockCode code, int admitted) : IBlockCode
{
    public string Name => "plugin:shy";

    public int SymbolBits => code.SymbolBits;

    public int CodewordSymbols => code.CodewordSymbols;

    public int MessageSymbols => code.MessageSymbols;

    public int CorrectableSymbols => admitted;

    public int Interleave => code.Interleave;

    public int GroupMessageBits => code.GroupMessageBits;

    public int GroupCodeBits => code.GroupCodeBits;

    public int BatchGroups => code.BatchGroups;

    public bool IsLinearHardDecision => false;

    public void Encode(ReadOnlySpan<ulong> message, Span<ulong> stream, int groups) => code.Encode(message, stream, groups);

    public void Decode(ReadOnlySpan<ulong> received, Span<ulong> message, Span<short> verdicts, int groups) => code.Decode(received, message, verdicts, groups);
}
