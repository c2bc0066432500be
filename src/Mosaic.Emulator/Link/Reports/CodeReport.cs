using Mosaic.Emulator.Fec;

namespace Mosaic.Emulator.Link.Reports;

/// <summary>The code of a link, as its words are counted: n symbols of m bits, k of them message, t wrong ones corrected.</summary>
/// <param name="Name">The name in the configuration.</param>
/// <param name="CodewordSymbols">n.</param>
/// <param name="MessageSymbols">k.</param>
/// <param name="SymbolBits">m.</param>
/// <param name="CorrectableSymbols">t.</param>
/// <param name="Interleave">Codewords of a group.</param>
public sealed record CodeReport(string Name, int CodewordSymbols, int MessageSymbols, int SymbolBits, int CorrectableSymbols, int Interleave)
{
    internal static CodeReport From(LinkDesign design)
    {
        IBlockCode code = design.Code;
        return new CodeReport(design.Options.Fec.Code, code.CodewordSymbols, code.MessageSymbols, code.SymbolBits, code.CorrectableSymbols, code.Interleave);
    }
}
