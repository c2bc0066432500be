using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Optics;

/// <summary>Picks the couplings of a receiver that are not too weak, and puts them in order.</summary>
/// <param name="count">Sources.</param>
internal sealed class CouplingPicker(int count)
{
    private readonly double[] _weakness = new double[count];
    private readonly int[] _sources = new int[count];

    /// <summary>The receiver's own LED first, then the others by falling strength, equal ones by their number.</summary>
    /// <param name="receiver">The receiver.</param>
    /// <param name="row">Its couplings, one per source.</param>
    /// <param name="dropped">The sum of the others that are left out: those below <see cref="CouplingMatrix.Floor"/> of the strongest.</param>
    public Coupling[] Of(int receiver, ReadOnlySpan<double> row, out double dropped)
    {
        double least = Math.Max(CouplingMatrix.Floor * TensorPrimitives.Max(row), double.Epsilon);
        int kept = 0;
        dropped = Pick(row[..receiver], 0, least, ref kept) + Pick(row[(receiver + 1)..], receiver + 1, least, ref kept);

        Span<double> weakness = _weakness.AsSpan(0, kept);
        StrongestFirst.Sort(weakness, _sources.AsSpan(0, kept), (a, b) => a.CompareTo(b));
        var couplings = new Coupling[kept + 1];
        couplings[0] = new Coupling(receiver, row[receiver]);
        for (int i = 0; i < kept; i++)
            couplings[i + 1] = new Coupling(_sources[i], -weakness[i]);
        return couplings;
    }

    /// <summary>Picks from a part of a row, and adds up what it leaves: every fourth by itself, whatever the machine.</summary>
    [MethodImpl(Kernel.Compiled)]
    private double Pick(ReadOnlySpan<double> part, int first, double least, ref int kept)
    {
        Vector256<double> left = Vector256<double>.Zero;
        int i = 0;
        for (; i + Vector256<double>.Count <= part.Length; i += Vector256<double>.Count)
        {
            var values = Vector256.Create(part[i..]);
            Vector256<double> isStrong = Vector256.GreaterThanOrEqual(values, Vector256.Create(least));
            left += Vector256.AndNot(values, isStrong);
            for (uint strong = isStrong.ExtractMostSignificantBits(); strong != 0; strong &= strong - 1)
                Keep(i + BitOperations.TrailingZeroCount(strong), part, ref kept);
        }

        double sum = left[0] + left[1] + left[2] + left[3];
        for (; i < part.Length; i++)
        {
            if (part[i] >= least)
                Keep(i, part, ref kept);
            else
                sum += part[i];
        }

        return sum;

        void Keep(int at, ReadOnlySpan<double> part, ref int kept) => (_weakness[kept], _sources[kept++]) = (-part[at], first + at);
    }
}
