using Mosaic.Emulator.Fec.BitSliced;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Fec.Binary;

/// <summary>
/// From the residues of a BCH code to its syndromes of odd index, S₁, S₃, … S₍₂ₜ₋₁₎: S_j is the residue's value at αʲ, m bit
/// planes each. Those of even index are squares. Immutable.
/// </summary>
internal sealed class SyndromeFolds
{
    private readonly int _residue;
    private readonly FoldMatrix[] _matrices;

    /// <summary>Makes the folds.</summary>
    /// <param name="field">GF(2ᵐ).</param>
    /// <param name="correctable">t.</param>
    /// <param name="parity">What leaves the residues.</param>
    public SyndromeFolds(GaloisField field, int correctable, ParityFolds parity)
    {
        _residue = parity.Residue;
        FirstPlane = parity.Planes;
        Bits = field.Bits * correctable;
        _matrices = new FoldMatrix[(parity.CheckBits + FoldMatrix.MaxTops - 1) / FoldMatrix.MaxTops];
        for (int i = 0; i < _matrices.Length; i++)
        {
            int first = i * FoldMatrix.MaxTops;
            _matrices[i] = new FoldMatrix(int.Min(FoldMatrix.MaxTops, parity.CheckBits - first), Bits, (row, top) =>
            {
                long index = (2 * (row / field.Bits)) + 1, power = parity.CheckBits - 1 - first - top;
                return ((field.Antilog(index * power) >> (row % field.Bits)) & 1) != 0;
            });
        }
    }

    /// <summary>The plane of the first bit of S₁.</summary>
    public int FirstPlane { get; }

    /// <summary>Bits of all syndromes: m·t.</summary>
    public int Bits { get; }

    /// <summary>Writes the planes of the syndromes.</summary>
    public void Fold(Span<ulong> block, Span<ulong> work)
    {
        int plane = BitPlanes.PlaneWords;
        block.Slice(FirstPlane * plane, Bits * plane).Clear();
        for (int lane = 0; lane < plane; lane += FoldMatrix.Width)
        {
            int top = (_residue * plane) + lane;
            foreach (FoldMatrix matrix in _matrices)
            {
                matrix.Fold(block, top, (FirstPlane * plane) + lane, plane, work);
                top += matrix.Tops * plane;
            }
        }
    }
}
