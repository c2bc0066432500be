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

        // Folds take whole numbers of symbols: the binary stage has zeros put in front of the word, which are leading
        // coefficients like any other, and the division starts with the odd symbols, if any.
        int perFold = FoldMatrix.MaxTops / _symbolBits;
        bool[] multiple = BinaryMultiple(parameters);
        int degree = multiple.Length - 1, symbol = 0, left = n;
        var stages = new List<Stage>();
        if (degree < n)
        {
            int folds = (n - degree + FoldMatrix.MaxTops - 1) / FoldMatrix.MaxTops;
            stages.Add(new Stage(FoldMatrix.Division(multiple), 0, FoldMatrix.MaxTops, folds, Binary: true));
            symbol = folds * FoldMatrix.MaxTops;
            left = degree;
            FirstSymbol = symbol + degree - n;
        }

        int odd = (left - _parity) % perFold;
        if (odd > 0)
            stages.Add(new Stage(DivisionMatrix(parameters, odd), symbol, odd, 1, Binary: false));
        if (left - _parity > odd)
            stages.Add(new Stage(DivisionMatrix(parameters, perFold), symbol + odd, perFold, (left - _parity) / perFold, Binary: false));
        _stages = [.. stages];
        _syndromes = SyndromeMatrices(parameters, perFold);
        Remainder = symbol + left - _parity;
    }

    /// <summary>Symbols of a block: zeros in front, the word, and its syndromes.</summary>
    public int BlockSymbols => Remainder + (2 * _parity);

    /// <summary>The symbol of a block that is the first of the word; those in front of it stay zero.</summary>
    public int FirstSymbol { get; }

    /// <summary>The symbol of a block where the last n − k symbols of the word stand, and later its remainder.</summary>
    public int Remainder { get; }

    /// <summary>The symbol of a block from which <see cref="FindSyndromes"/> writes.</summary>
    public int Syndromes => Remainder + _parity;

    /// <summary>Leaves the remainders where the words ended. The symbols in front of them are used up.</summary>
    public void Reduce(Span<ulong> block, Span<ulong> work)
    {
        int plane = BitPlanes.PlaneWords, symbolWords = _symbolBits * plane;
        foreach ((FoldMatrix matrix, int symbol, int foldSymbols, int folds, bool binary) in _stages)
        {
            int step = foldSymbols * symbolWords, stride = binary ? symbolWords : plane;
            for (int start = 0; start < stride; start += FoldMatrix.Width)
            {
                int top = (symbol * symbolWords) + start;
                for (int fold = 0; fold < folds; fold++, top += step)
                    matrix.Fold(block, top, top + step, stride, work);
            }
        }
    }

    /// <summary>Marks the codewords whose remainder is not zero.</summary>
    /// <param name="block">The block, reduced.</param>
    /// <param name="dirty">Receives <see cref="BitPlanes.PlaneWords"/> words.</param>
    /// <returns>Whether any bit is 1.</returns>
    public bool FindDirty(ReadOnlySpan<ulong> block, Span<ulong> dirty)
    {
        int symbolWords = _symbolBits * BitPlanes.PlaneWords;
        return DirtyWords.Find(block.Slice(Remainder * symbolWords, _parity * symbolWords), dirty);
    }

    /// <summary>Computes the syndromes S_j = R(α^(f+j)) of the remainders.</summary>
    public void FindSyndromes(Span<ulong> block, Span<ulong> work)
    {
        int plane = BitPlanes.PlaneWords, symbolWords = _symbolBits * plane;
        int row = Syndromes * symbolWords;
        block.Slice(row, _parity * symbolWords).Clear();
        for (int lane = 0; lane < plane; lane += FoldMatrix.Width)
        {
            int top = (Remainder * symbolWords) + lane;
            foreach (FoldMatrix matrix in _syndromes)
            {
                matrix.Fold(block, top, row + lane, plane, work);
                top += matrix.Tops * plane;
            }
        }
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
}
