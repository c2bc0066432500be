using Mosaic.Emulator.Fec.ReedSolomon;

namespace Mosaic.Emulator.Fec.Binary;

/// <summary>
/// Binary BCH codes, decoded to the bounded distance t: a word with no codeword within t bits, or only one that differs in
/// bits that were not sent, is uncorrectable. Equals <see cref="BchReference"/> bit by bit.
/// </summary>
public sealed class BchCode : BinaryBlockCode
{
    private readonly BchParameters _parameters;
    private readonly SingleErrorTable? _single;
    private readonly LocatorRoots? _roots;
    private readonly ushort[] _halves = [];

    /// <summary>Makes a code.</summary>
    /// <param name="parameters">Which one.</param>
    /// <param name="interleave">c, codewords of a group, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interleave is below 1, or a batch is longer than 2³¹ bits.</exception>
    public BchCode(BchParameters parameters, int interleave)
        : this(Checked(parameters), interleave, ParityFolds.OfGenerator(parameters.GeneratorPolynomial(), parameters.CodewordBits))
    {
    }

    private BchCode(BchParameters parameters, int interleave, ParityFolds parity)
        : base(
            parameters.Name, interleave, parameters.CorrectableBits, parameters.MessageBits, parity,
            parameters.CorrectableBits == 1 ? null : new SyndromeFolds(parameters.Field, parameters.CorrectableBits, parity))
    {
        _parameters = parameters;
        if (parameters.CorrectableBits == 1)
        {
            _single = new SingleErrorTable(Residues(parameters), parameters.ParityBits);
        }
        else
        {
            _roots = new LocatorRoots(parameters.Field, parameters.CodewordBits, parameters.CorrectableBits);
            _halves = BchCorrector.Halves(parameters.Field);
        }
    }

    private protected override WordCorrector CreateCorrector() => _single ?? (WordCorrector)new BchCorrector(_parameters, _roots!, _halves);

    /// <summary>
    /// The remainder that each bit leaves alone: x^(n−1−i) modulo g(x), which for t = 1 is the field's polynomial. The residue's
    /// first plane is its highest power.
    /// </summary>
    private static ushort[] Residues(BchParameters parameters)
    {
        int r = parameters.ParityBits;
        var residues = new ushort[parameters.CodewordBits];
        for (int bit = 0; bit < residues.Length; bit++)
        {
            int element = parameters.Field.Antilog(residues.Length - 1 - bit);
            for (int i = 0; i < r; i++)
                residues[bit] |= (ushort)(((element >> i) & 1) << (r - 1 - i));
        }

        return residues;
    }

    private static BchParameters Checked(BchParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return parameters;
    }
}
