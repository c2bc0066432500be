using System.Globalization;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Fec.Binary;

/// <summary>
/// Extended Hamming codes of any length, distance 4: one wrong bit is corrected, two are detected (SECDED). The parity-check
/// matrix is that of <see cref="SecdedColumns"/>; a word is its message and then its check bits in order. (128,120) is full;
/// any other length is shortened, and a syndrome that only a bit that was not sent could leave is uncorrectable.
/// </summary>
public sealed class HammingCode : BinaryBlockCode
{
    /// <summary>The largest k.</summary>
    internal const int LargestMessageBits = 32_000;

    /// <summary>The least n, of one message bit and three check bits.</summary>
    internal const int LeastBits = 4;

    /// <summary>The largest n, of the largest k and 16 check bits.</summary>
    internal const int LargestBits = LargestMessageBits + 16;

    private readonly SingleErrorTable _single;

    /// <summary>Makes a code.</summary>
    /// <param name="codewordBits">n: k and the check bits that so many need.</param>
    /// <param name="messageBits">k, 1 … 32,000.</param>
    /// <param name="interleave">c, codewords of a group, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The message is too short or too long, n is not what k needs, the interleave
    /// is below 1, or a batch is longer than 2³¹ bits.</exception>
    public HammingCode(int codewordBits, int messageBits, int interleave)
        : this(Columns(codewordBits, messageBits), interleave)
    {
    }

    private HammingCode(SecdedColumns columns, int interleave)
        : base(
            string.Create(CultureInfo.InvariantCulture, $"hamming-{columns.Length}-{columns.DataBits}"), interleave, 1, columns.DataBits,
            ParityFolds.OfColumns(columns.Columns[..columns.DataBits], columns.CheckBits), null)
    {
        _single = new SingleErrorTable(columns.Columns, columns.CheckBits);
    }

    private protected override WordCorrector CreateCorrector() => _single;

    private static SecdedColumns Columns(int codewordBits, int messageBits)
    {
        CodeNumber.Check(codewordBits, "n", LeastBits, LargestBits, nameof(codewordBits));
        CodeNumber.Check(messageBits, "k", 1, LargestMessageBits, nameof(messageBits));
        var columns = new SecdedColumns(messageBits);
        return columns.Length == codewordBits ? columns : throw new ArgumentOutOfRangeException(
            nameof(codewordBits), $"An extended Hamming code of {messageBits} message bits has {columns.CheckBits} check bits: hamming-{columns.Length}-{messageBits}.");
    }
}
