namespace Mosaic.Emulator.Measurement;

/// <summary>What a comparer has to know of a code to find the codeword of a bit.</summary>
/// <param name="SymbolBits">Bits of a symbol.</param>
/// <param name="CodewordSymbols">n: symbols of a codeword.</param>
/// <param name="MessageSymbols">k: message symbols of a codeword.</param>
/// <param name="Interleave">Codewords that alternate symbol by symbol: a group.</param>
public readonly record struct CodeShape(int SymbolBits, int CodewordSymbols, int MessageSymbols, int Interleave)
{
    /// <summary>Message bits of a group.</summary>
    public int GroupMessageBits => SymbolBits * MessageSymbols * Interleave;

    /// <summary>Code bits of a group.</summary>
    public int GroupCodeBits => SymbolBits * CodewordSymbols * Interleave;
}
