using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Fec.Binary;
using Mosaic.Emulator.Fec.Concatenation;

namespace Mosaic.Emulator.Link.Tail;

/// <summary>
/// Words of the code stream: those of the inner code, of which codewords are made that count bits of outer symbols only; or codewords
/// themselves, of a code that says of no other words where its errors go.
/// </summary>
internal sealed class WordUnits : FlipUnits
{
    private readonly int[] _bits; // of the group's code stream, unit after unit

    /// <param name="code">The code.</param>
    public WordUnits(IBlockCode code)
    {
        var concatenated = code as ConcatenatedCode;
        IBlockCode words = concatenated?.Inner ?? code;
        int length = words.GroupCodeBits, counted = concatenated?.Outer.GroupCodeBits ?? length;
        Correctable = words.CorrectableSymbols;
        (AddsToOdd, Addable) = words is HammingCode ? (true, 1 << (words.CodewordSymbols - words.MessageSymbols - 1)) : (false, concatenated is null ? int.MaxValue : words.CodewordSymbols);
        Count = words.Interleave;
        int UnitOf(int bit) => bit / words.SymbolBits % words.Interleave;
        _bits = [.. Enumerable.Range(0, length).OrderBy(UnitOf)];
        Start = [.. Enumerable.Range(0, Count + 1).Select(unit => unit * (length / Count))];
        Codeword = [.. _bits.Select(bit => (short)(bit < counted ? bit / code.SymbolBits % code.Interleave : -1))];
        Probability = new double[length];
    }

    /// <inheritdoc/>
    public override void Load(int group, FrameProbabilities probabilities, ReadOnlySpan<double> codeBits)
    {
        for (int i = 0; i < _bits.Length; i++)
            Probability[i] = codeBits[_bits[i]];
    }

    /// <inheritdoc/>
    public override void Flip(int unit, ReadOnlySpan<int> wrong, Span<ulong> stream, long firstBit, UniformStream random)
    {
        foreach (int place in wrong)
            Flip(stream, firstBit + _bits[place]);
    }
}
