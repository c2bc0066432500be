using Mosaic.Emulator.Fec.BitSliced;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Fec.ReedSolomon;

/// <summary>
/// The remainder of many words modulo g(x) at once, in place on bit planes: the leading symbols of a block fold into those
/// behind them until n − k are left. Two stages do it.
/// <para>Since 1, α, …, α^(m−1) is a basis over GF(2), each bit plane of a word is a polynomial over GF(2) of its own, and
/// reducing each of them modulo a binary multiple M(x) of g(x) changes nothing modulo g(x). The least such M is the product
/// of the minimal polynomials of the roots (degree 151 for kp4). Its coefficients are bits, so twenty leading symbols fold
/// into deg M planes instead of m·(n − k) for every two: half the work.</para>
/// <para>What is left is divided by g(x) itself. A third map, when asked for, takes the remainder to its syndromes.</para>
/// Immutable; a block and working space are handed in.
/// </summary>
internal sealed class BatchRemainder
{
    private readonly record struct Stage(FoldMatrix Matrix, int FirstSymbol, int FoldSymbols, int Folds, bool Binary);

    private readonly int _symbolBits;
    private readonly int _parity;
    private readonly Stage[] _stages;
    private readonly FoldMatrix[] _syndromes;

    public BatchRemainder(ReedSolomonParameters parameters)
    {
        int n = parameters.CodewordSymbols;
        _symbolBits = parameters.Field.Bits;
        _parity = parameters.ParitySymbols;

        // Where each stage starts is settled from the end: folds take whole numbers of symbols, so the word may need zeros
        // in front of it, which are its own leading coefficients anyway.
        int perFold = FoldMatrix.MaxTops / _symbolBits;
        bool[] multiple = BinaryMultiple(parameters);
        int degree = multiple.Length - 1;
        int left = _parity + RoundUp(degree - _parity, perFold);
        int binaryFolds = (RoundUp(n - left, FoldMatrix.MaxTops)) / FoldMatrix.MaxTops;
        left = binaryFolds > 0 ? left : _parity + RoundUp(n - _parity, perFold);
        int start = binaryFolds * FoldMatrix.MaxTops;
        var division = new Stage(DivisionMatrix(parameters, perFold), start, perFold, (left - _parity) / perFold, Binary: false);
        _stages = binaryFolds == 0
            ? [division]
            : [new Stage(BinaryMatrix(multiple), 0, FoldMatrix.MaxTops, binaryFolds, Binary: true), division];
        _syndromes = SyndromeMatrices(parameters, perFold);

        Remainder = start + left - _parity;
        FirstSymbol = start + left - n;
    }

    /// <summary>Symbols of a block: zeros in front, the word, and its syndromes.</summary>
    public int BlockSymbols => Remainder + (2 * _parity);

    /// <summary>The symbol of a block that is the first of the word; those in front of it stay zero.</summary>
    public int FirstSymbol { get; }

    /// <summary>The symbol of a block where the last n − k symbols of the word stand, and later its remainder.</summary>
    public int Remainder { get; }

    /// <summary>The symbol of a block from which <see cref="FindSyndromes"/> writes.</summary>
    public int Syndromes => Remainder + _parity;

    /// <summary>Whether there is a binary stage, so that a word is known to be clean before all stages have run.</summary>
    public int Stages => _stages.Length;

    /// <summary>Runs one stage; all of them, in order, leave the remainder.</summary>
    public void Reduce(int stage, Span<ulong> block, Span<ulong> work)
    {
        (FoldMatrix matrix, int symbol, int foldSymbols, int folds, bool binary) = _stages[stage];
        int plane = BitPlanes.PlaneWords, symbolWords = _symbolBits * plane;
        for (int start = 0; start < (binary ? symbolWords : plane); start += System.Numerics.Vector<ulong>.Count)
        {
            int top = (symbol * symbolWords) + start, step = foldSymbols * symbolWords;
            for (int fold = 0; fold < folds; fold++, top += step)
                matrix.Fold(block, top, top + step, binary ? symbolWords : plane, work);
        }
    }

    /// <summary>ORs the planes that a stage left: a 1 marks a codeword whose remainder is not zero.</summary>
    /// <param name="stage">The stage that ran last.</param>
    /// <param name="block">The block.</param>
    /// <param name="dirty">Receives <see cref="BitPlanes.PlaneWords"/> words.</param>
    /// <returns>Whether any bit is 1.</returns>
    public bool FindDirty(int stage, ReadOnlySpan<ulong> block, Span<ulong> dirty)
    {
        Stage last = _stages[stage];
        int symbolWords = _symbolBits * BitPlanes.PlaneWords;
        int first = (last.FirstSymbol + (last.Folds * last.FoldSymbols)) * symbolWords;
        return OrPlanes(block[first..(Syndromes * symbolWords)], dirty);
    }

    /// <summary>Computes the syndromes S_j = R(α^(f+j)) of the remainders.</summary>
    public void FindSyndromes(Span<ulong> block, Span<ulong> work)
    {
        int plane = BitPlanes.PlaneWords, symbolWords = _symbolBits * plane;
        int row = Syndromes * symbolWords;
        block.Slice(row, _parity * symbolWords).Clear();
        for (int lane = 0; lane < plane; lane += System.Numerics.Vector<ulong>.Count)
        {
            int top = (Remainder * symbolWords) + lane;
            foreach (FoldMatrix matrix in _syndromes)
            {
                matrix.Fold(block, top, row + lane, plane, work);
                top += matrix.Tops * plane;
            }
        }
    }

    private static bool OrPlanes(ReadOnlySpan<ulong> planes, Span<ulong> dirty)
    {
        dirty.Clear();
        for (int i = 0; i < planes.Length; i += dirty.Length)
            System.Numerics.Tensors.TensorPrimitives.BitwiseOr(dirty, planes.Slice(i, dirty.Length), dirty);
        return dirty.ContainsAnyExcept(0UL);
    }

    /// <summary>M(x) = ∏(x − αⁱ) over the roots of g and their conjugates αⁱ², αⁱ⁴, …: its coefficients are 0 and 1.</summary>
    private static bool[] BinaryMultiple(ReedSolomonParameters parameters)
    {
        int order = parameters.Field.Order;
        var exponents = new SortedSet<int>();
        for (int i = 0; i < parameters.ParitySymbols; i++)
        {
            int exponent = (((parameters.FirstRoot + i) % order) + order) % order;
            for (; exponents.Add(exponent); exponent = exponent * 2 % order)
            {
            }
        }

        return Array.ConvertAll(parameters.Field.PolynomialFromRoots([.. exponents]), static coefficient => coefficient != 0);
    }

    /// <summary>Twenty leading bits of a plane into the deg M bits behind them: row r is the coefficient of x^(deg M−1−r).</summary>
    private static FoldMatrix BinaryMatrix(bool[] multiple)
    {
        int degree = multiple.Length - 1;
        var powers = new bool[FoldMatrix.MaxTops][];
        powers[0] = multiple[..degree];
        for (int i = 1; i < powers.Length; i++)
        {
            bool[] last = powers[i - 1];
            powers[i] = [false, .. last[..^1]];
            for (int j = 0; j < degree; j++)
                powers[i][j] ^= last[^1] && multiple[j];
        }

        return new FoldMatrix(FoldMatrix.MaxTops, degree, (row, top) => powers[FoldMatrix.MaxTops - 1 - top][degree - 1 - row]);
    }

    /// <summary>A few leading symbols into the n − k behind them, bit by bit.</summary>
    private static FoldMatrix DivisionMatrix(ReedSolomonParameters parameters, int symbols)
    {
        GaloisField field = parameters.Field;
        int bits = field.Bits, parity = parameters.ParitySymbols;
        ushort[] generator = parameters.GeneratorPolynomial();
        var powers = new ushort[symbols][];
        powers[0] = generator[..parity];
        for (int i = 1; i < symbols; i++)
        {
            ushort[] last = powers[i - 1];
            powers[i] = [0, .. last[..^1]];
            for (int j = 0; j < parity; j++)
                powers[i][j] ^= field.Multiply(last[^1], generator[j]);
        }

        return new FoldMatrix(symbols * bits, parity * bits, (row, top) =>
            Bit(field.Multiply(powers[symbols - 1 - (top / bits)][parity - 1 - (row / bits)], field.Antilog(top % bits)), row % bits));
    }

    /// <summary>The remainder's symbols, a few to a matrix, into its values at the roots of g(x).</summary>
    private static FoldMatrix[] SyndromeMatrices(ReedSolomonParameters parameters, int symbols)
    {
        GaloisField field = parameters.Field;
        int bits = field.Bits, parity = parameters.ParitySymbols;
        var matrices = new FoldMatrix[(parity + symbols - 1) / symbols];
        for (int i = 0; i < matrices.Length; i++)
        {
            int first = i * symbols, count = int.Min(symbols, parity - first);
            matrices[i] = new FoldMatrix(count * bits, parity * bits, (row, top) =>
            {
                long root = parameters.FirstRoot + (row / bits), power = parity - 1 - first - (top / bits);
                return Bit(field.Antilog((root * power) + (top % bits)), row % bits);
            });
        }

        return matrices;
    }

    private static bool Bit(int symbol, int bit) => ((symbol >> bit) & 1) != 0;

    private static int RoundUp(int count, int unit) => count <= 0 ? 0 : (count + unit - 1) / unit * unit;
}
