using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Fec;

/// <summary>
/// No code: what is sent is the message, and nothing is ever found wrong with it. A word has the 5,140 message bits of a kp4
/// or kr4 codeword, as 514 symbols of ten bits, so that losses of words and frames compare with theirs, and striping by
/// symbol or codeword means the same.
/// </summary>
public sealed class Uncoded : IBlockCode
{
    private const int WordSymbols = 514;

    /// <summary>Makes it.</summary>
    /// <param name="interleave">c, words of a group, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interleave is below 1, or a batch is longer than 2³¹ bits.</exception>
    public Uncoded(int interleave)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(interleave, 1);
        Interleave = interleave;
        BatchGroups = BlockCodeArguments.BatchGroups((long)WordSymbols * 10 * interleave, interleave);
    }

    /// <inheritdoc/>
    public string Name => "none";

    /// <inheritdoc/>
    public int SymbolBits => 10;

    /// <inheritdoc/>
    public int CodewordSymbols => WordSymbols;

    /// <inheritdoc/>
    public int MessageSymbols => WordSymbols;

    /// <inheritdoc/>
    public int CorrectableSymbols => 0;

    /// <inheritdoc/>
    public int Interleave { get; }

    /// <inheritdoc/>
    public int GroupMessageBits => WordSymbols * SymbolBits * Interleave;

    /// <inheritdoc/>
    public int GroupCodeBits => GroupMessageBits;

    /// <inheritdoc/>
    public int BatchGroups { get; }

    /// <inheritdoc/>
    public bool IsLinearHardDecision => true;

    /// <inheritdoc/>
    public bool IsBoundedDistance => true;

    /// <inheritdoc/>
    public int IndependentSymbols => MessageSymbols;

    /// <inheritdoc/>
    public void Encode(ReadOnlySpan<ulong> message, Span<ulong> code, int groups)
    {
        BlockCodeArguments.CheckEncode(this, message, code, groups);
        Copy(message, code, groups);
    }

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<ulong> received, Span<ulong> message, Span<short> verdicts, int groups)
    {
        BlockCodeArguments.CheckDecode(this, received, message, verdicts, groups);
        Copy(received, message, groups);
        verdicts[..(groups * Interleave)].Clear();
    }

    private void Copy(ReadOnlySpan<ulong> from, Span<ulong> to, int groups)
    {
        long bits = (long)groups * GroupCodeBits;
        BitString.Copy(from, 0, to, 0, bits);
        BlockCodeArguments.ClearPast(to, bits);
    }
}
