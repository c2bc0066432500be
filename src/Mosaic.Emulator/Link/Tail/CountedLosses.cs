using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Link.Frames;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Link.Tail;

/// <summary>
/// The probability that codewords are lost, where the number of wrong symbols decides. Given what is sent, bits are wrong independently
/// of each other, so symbols are too, and the number of wrong symbols in a codeword is a sum of independent events of known probabilities.
/// </summary>
internal sealed class CountedLosses(LinkDesign design) : IGroupLosses
{
    private readonly double[] _symbols = new double[design.Code.CodewordSymbols];

    /// <summary>Whether the number of wrong symbols decides for a link's codewords.</summary>
    public static bool Suffices(LinkDesign design) => design.Secded is null && design.Code.IsBoundedDistance;

    /// <inheritdoc/>
    public void Begin(uint trial, long frame, FrameSlot slot)
    {
    }

    /// <inheritdoc/>
    public void Evaluate(int group, FrameProbabilities probabilities, TailSums sums)
    {
        int codewords = design.Code.Interleave, n = design.Code.CodewordSymbols, m = design.Code.SymbolBits;
        double bits = 0, lost = 0, any = 0;
        for (int codeword = 0; codeword < codewords; codeword++)
        {
            for (int symbol = 0; symbol < n; symbol++)
            {
                long first = ((((long)group * n) + symbol) * codewords + codeword) * m;
                _symbols[symbol] = design.Layout.Unit == StripingUnit.Bit
                    ? OfSpreadSymbol(first, m, probabilities, sums, ref bits)
                    : OfSymbol(first, m, probabilities, sums, ref bits);
            }

            double probability = PoissonBinomial.Tail(_symbols, design.Code.CorrectableSymbols);
            lost += probability;
            any += probability * (1 - any);
        }

        sums.AddGroup(bits, lost, any);
    }

    /// <summary>A symbol's bits follow each other on one lane.</summary>
    private double OfSymbol(long first, int m, FrameProbabilities probabilities, TailSums sums, ref double bits)
    {
        (int lane, int ui) = design.Striping.Map.PlaceOf(first);
        double wrong = 0, sum = 0;
        foreach (double p in probabilities.Row(lane).Slice(ui - probabilities.Ui.First, m))
        {
            sum += p;
            wrong += p * (1 - wrong);
        }

        sums.Lanes[lane].Add(sum);
        bits += sum;
        return Math.Min(1, wrong);
    }

    /// <summary>Each of a symbol's bits has a lane of its own.</summary>
    private double OfSpreadSymbol(long first, int m, FrameProbabilities probabilities, TailSums sums, ref double bits)
    {
        double wrong = 0;
        for (int i = 0; i < m; i++)
        {
            (int lane, int ui) = design.Striping.Map.PlaceOf(first + i);
            double p = probabilities.Row(lane)[ui - probabilities.Ui.First];
            sums.Lanes[lane].Add(p);
            bits += p;
            wrong += p * (1 - wrong);
        }

        return Math.Min(1, wrong);
    }
}
