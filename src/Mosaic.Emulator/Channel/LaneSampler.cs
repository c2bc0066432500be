using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Channel;

/// <summary>What one lane's errors are drawn by: p̄, which is no less than any p, and the p of each bit. Which of two ways its candidates are drawn depends on p̄ alone.</summary>
internal sealed class LaneSampler
{
    /// <summary>From here on a candidate every 12 UI: drawing 8 bits for each UI is no slower than drawing points.</summary>
    public const double DenseFrom = 1.0 / 12;

    /// <param name="model">The lane.</param>
    /// <param name="lane">Its row.</param>
    /// <param name="words">Words of a row.</param>
    /// <param name="stride">Words from row to row of the blocks that are sent.</param>
    /// <param name="marginWords">Words before each row.</param>
    public LaneSampler(LaneDecisionModel model, int lane, int words, int stride, int marginWords)
    {
        Model = model;
        Probability = new LaneProbability(model, lane, stride, marginWords);
        Bound = model.ErrorBound;
        Cells = Bound is > 0 and < DenseFrom ? new CandidateCells(Bound, words * 64) : null;
    }

    /// <summary>The lane.</summary>
    public LaneDecisionModel Model { get; }

    /// <summary>p of the lane's bits.</summary>
    public LaneProbability Probability { get; }

    /// <summary>p̄.</summary>
    public double Bound { get; }

    /// <summary>How candidates are drawn cell by cell; null where they are not.</summary>
    public CandidateCells? Cells { get; }

    /// <summary>The probability with which the bit at a UI is received wrongly, given what is sent.</summary>
    internal double ErrorProbability(LinkBlock sent, int ui) => Probability.At(sent, ui);
}
