using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Link.Tail;

/// <summary>The error probabilities of a group's bits, in the order of the code stream, and their sums.</summary>
internal sealed class BitRates(LinkDesign design)
{
    private readonly double[] _codeBits = new double[design.Code.GroupCodeBits];

    /// <summary>The probabilities, by bit of the group's code stream.</summary>
    public ReadOnlySpan<double> CodeBits => _codeBits;

    /// <summary>Looks a group up.</summary>
    /// <param name="group">The group.</param>
    /// <param name="probabilities">A stretch that it is in.</param>
    public void Load(int group, FrameProbabilities probabilities)
    {
        for (int bit = 0; bit < _codeBits.Length; bit += Together)
        {
            (int lane, int ui) = PlaceOf(group, bit);
            probabilities.Row(lane).Slice(ui - probabilities.Ui.First, Together).CopyTo(_codeBits.AsSpan(bit));
        }
    }

    /// <summary>Looks a group up and adds its probabilities to those of lanes.</summary>
    /// <param name="group">The group.</param>
    /// <param name="probabilities">A stretch that it is in.</param>
    /// <param name="lanes">The sums by lane.</param>
    /// <returns>The sum of all of them, check bits included: those of the UI in which the first lane has a bit of the group.</returns>
    public double Add(int group, FrameProbabilities probabilities, ExactSum[] lanes)
    {
        Load(group, probabilities);
        double sum = 0;
        for (int bit = 0; bit < _codeBits.Length; bit += Together)
        {
            (int lane, int ui) = PlaceOf(group, bit);
            double part = 0;
            foreach (double p in _codeBits.AsSpan(bit, Together))
                part += p;
            lanes[lane].Add(part);
            sum += part;
            for (int check = design.Layout.Lanes; check < design.Lanes && lane == 0; check++)
            {
                double checks = 0;
                foreach (double p in probabilities.Row(check).Slice(ui - probabilities.Ui.First, Together))
                    checks += p;
                lanes[check].Add(checks);
                sum += checks;
            }
        }

        return sum;
    }

    /// <summary>Bits that follow each other on a lane: a symbol's, unless each is dealt by itself.</summary>
    private int Together => design.Layout.Unit == StripingUnit.Bit ? 1 : design.Code.SymbolBits;

    private (int Lane, int Ui) PlaceOf(int group, int bit) => design.Striping.Map.PlaceOf(((long)group * _codeBits.Length) + bit);
}
