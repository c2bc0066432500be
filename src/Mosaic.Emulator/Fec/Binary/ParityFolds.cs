using Mosaic.Emulator.Fec.BitSliced;

namespace Mosaic.Emulator.Fec.Binary;

/// <summary>
/// From the bit planes of words to their residues: message planes fold into the r planes of the check bits behind them. Where
/// those were zero they become the check bits of the message; where they were received they become what these differ by,
/// which is zero for codewords. Immutable; a block and working space are handed in.
/// </summary>
internal sealed class ParityFolds
{
    private readonly (FoldMatrix Matrix, int Top, int Row)[] _folds;

    private ParityFolds((FoldMatrix Matrix, int Top, int Row)[] folds, int firstPlane, int residue, int checkBits)
    {
        (_folds, FirstPlane, Residue, CheckBits) = (folds, firstPlane, residue, checkBits);
    }

    /// <summary>The plane of a word's first bit; those in front of it are zero.</summary>
    public int FirstPlane { get; }

    /// <summary>The plane of the first check bit.</summary>
    public int Residue { get; }

    /// <summary>r, the check bits.</summary>
    public int CheckBits { get; }

    /// <summary>Planes of a word, and those in front of it.</summary>
    public int Planes => Residue + CheckBits;

    /// <summary>Folds of a code whose every message bit has a column of check bits that it changes.</summary>
    /// <param name="columns">The columns of the message bits, bit i that of check bit i.</param>
    /// <param name="checkBits">r, at most 16.</param>
    public static ParityFolds OfColumns(ReadOnlySpan<ushort> columns, int checkBits)
    {
        var folds = new (FoldMatrix, int, int)[(columns.Length + FoldMatrix.MaxTops - 1) / FoldMatrix.MaxTops];
        for (int i = 0; i < folds.Length; i++)
        {
            int first = i * FoldMatrix.MaxTops;
            ushort[] part = columns[first..int.Min(first + FoldMatrix.MaxTops, columns.Length)].ToArray();
            folds[i] = (new FoldMatrix(part.Length, checkBits, (row, top) => ((part[top] >> row) & 1) != 0), first, columns.Length);
        }

        return new ParityFolds(folds, 0, columns.Length, checkBits);
    }

    /// <summary>Folds of a cyclic code, perhaps shortened: division by its generator polynomial.</summary>
    /// <param name="generator">Coefficients, index i that of xⁱ.</param>
    /// <param name="codewordBits">n.</param>
    public static ParityFolds OfGenerator(bool[] generator, int codewordBits)
    {
        int degree = generator.Length - 1, count = (codewordBits - degree + FoldMatrix.MaxTops - 1) / FoldMatrix.MaxTops;
        var matrix = FoldMatrix.Division(generator);
        var folds = new (FoldMatrix, int, int)[count];
        for (int i = 0; i < count; i++)
            folds[i] = (matrix, i * FoldMatrix.MaxTops, (i + 1) * FoldMatrix.MaxTops);
        int residue = count * FoldMatrix.MaxTops;
        return new ParityFolds(folds, residue + degree - codewordBits, residue, degree);
    }

    /// <summary>Leaves the residues in the planes of the check bits. For cyclic codes the planes in front of them are used up.</summary>
    public void Reduce(Span<ulong> block, Span<ulong> work)
    {
        int plane = BitPlanes.PlaneWords;
        for (int lane = 0; lane < plane; lane += FoldMatrix.Width)
        {
            foreach ((FoldMatrix matrix, int top, int row) in _folds)
                matrix.Fold(block, (top * plane) + lane, (row * plane) + lane, plane, work);
        }
    }

    /// <summary>Marks the words whose residue is not zero.</summary>
    /// <param name="block">The block, reduced.</param>
    /// <param name="dirty">Receives <see cref="BitPlanes.PlaneWords"/> words.</param>
    /// <returns>Whether any bit is 1.</returns>
    public bool FindDirty(ReadOnlySpan<ulong> block, Span<ulong> dirty) =>
        DirtyWords.Find(block.Slice(Residue * BitPlanes.PlaneWords, CheckBits * BitPlanes.PlaneWords), dirty);
}
