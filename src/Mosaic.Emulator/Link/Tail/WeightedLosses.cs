using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Link.Frames;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Link.Tail;

/// <summary>
/// The probability that codewords are lost, where only decoding can say: errors are drawn given what is sent, more of them than there are,
/// in one codeword after the other, and what is lost is weighted with how much likelier it was made. See the folder's README.
/// </summary>
internal sealed class WeightedLosses : IGroupLosses
{
    /// <summary>Draws for each codeword of each group; one of them, <see cref="PlainDraws"/>, without any tilt, so that no weight is above their ratio.</summary>
    public const int Draws = 8, PlainDraws = 1;

    private const double PlainShare = (double)PlainDraws / Draws;

    private readonly LinkDesign _design;
    private readonly FlipUnits _units;
    private readonly FailureLaw _plain = new(), _tilted = new();
    private readonly DrawnCopies _copies;
    private readonly UniformStream _random = new();
    private readonly TiltPilot _pilot;
    private readonly double[] _weights;
    private readonly BitRates _rates;
    private int[] _wrong = [];
    private uint _trial, _frame;
    private FrameSlot? _slot;
    private double _tilt;

    public WeightedLosses(LinkDesign design)
    {
        _design = design;
        _units = FlipUnits.Of(design);
        _rates = new BitRates(design);
        _copies = new DrawnCopies(design.Code, Draws * design.Code.Interleave);
        _weights = new double[Draws * design.Code.Interleave];
        _pilot = new TiltPilot(this);
    }

    /// <inheritdoc/>
    public void Begin(uint trial, long frame, FrameSlot slot) => (_trial, _frame, _slot) = (trial, checked((uint)frame), slot);

    /// <inheritdoc/>
    public void Evaluate(int group, FrameProbabilities probabilities, TailSums sums)
    {
        if (group == 0)
            _tilt = _pilot.Find(probabilities);

        double bits = _rates.Add(group, probabilities, sums.Lanes);
        IBlockCode code = _design.Code;
        Load(group, probabilities, RandomPurpose.WeightedFlips, Draws);
        for (int codeword = 0; codeword < code.Interleave; codeword++)
        {
            _tilted.Fill(_units, codeword, _tilt);
            for (int draw = 0; draw < Draws; draw++)
            {
                int copy = (codeword * Draws) + draw;
                double ratio = Draw(draw < PlainDraws ? _plain : _tilted, copy);
                _weights[copy] = 1 / (PlainShare + ((1 - PlainShare) * ratio));
            }
        }

        _copies.Decode(_weights.Length);
        double lost = 0, any = 0, weights = 0;
        for (int copy = 0; copy < _weights.Length; copy++)
        {
            weights += _weights[copy];
            if (_copies.IsLost(copy, copy / Draws))
            {
                lost += _weights[copy];
                // Each way to lose some of the codewords comes up in as many of their turns.
                any += _weights[copy] / _copies.Lost(copy);
            }
        }

        sums.AddGroup(bits, lost / Draws, any / Draws);
        sums.Weights.Add(weights / _weights.Length);
    }

    /// <summary>The share of draws that lose the codeword whose turn it is, under a tilt.</summary>
    /// <param name="probabilities">The first stretch of the frame.</param>
    /// <param name="groups">Groups to look at.</param>
    /// <param name="draws">Draws for each of their codewords.</param>
    /// <param name="tilt">The tilt.</param>
    public double ShareLost(FrameProbabilities probabilities, int groups, int draws, double tilt)
    {
        int codewords = _design.Code.Interleave, lost = 0;
        for (int group = 0; group < groups; group++)
        {
            _rates.Load(group, probabilities);
            Load(group, probabilities, RandomPurpose.WeightedFlipsPilot, draws);
            for (int codeword = 0; codeword < codewords; codeword++)
            {
                _tilted.Fill(_units, codeword, tilt);
                for (int draw = 0; draw < draws; draw++)
                    Draw(_tilted, (codeword * draws) + draw);
            }

            _copies.Decode(codewords * draws);
            for (int copy = 0; copy < codewords * draws; copy++)
                lost += _copies.IsLost(copy, copy / draws) ? 1 : 0;
        }

        return (double)lost / (groups * codewords * draws);
    }

    private void Load(int group, FrameProbabilities probabilities, RandomPurpose purpose, int draws)
    {
        _units.Load(group, probabilities, _rates.CodeBits);
        if (_wrong.Length < _units.Probability.Length)
            _wrong = new int[_units.Probability.Length];
        _plain.Fill(_units, -1, 1);
        _copies.Begin(group, _slot!, draws * _design.Code.Interleave);
        _random.Begin(new RandomAddress(_design.Options.Seed, purpose, _trial, _frame, group));
    }

    /// <summary>Draws the errors of a copy.</summary>
    /// <param name="law">The law that they are drawn by.</param>
    /// <param name="copy">The copy.</param>
    /// <returns>How much likelier they are by the tilted law than without.</returns>
    private double Draw(FailureLaw law, int copy)
    {
        double ratio = 1;
        for (int unit = 0; unit < _units.Count; unit++)
        {
            double harmless = _plain.Harmless[unit], failing = law.Failing[unit], whole = harmless + _tilted.Failing[unit], factor = 1;
            if (_random.Next() * (harmless + failing) < failing)
            {
                ReadOnlySpan<int> wrong = _wrong.AsSpan(0, law.Draw(unit, _random, _wrong));
                factor = _tilted.FactorOf(unit, wrong);
                _units.Flip(unit, wrong, _copies.Received, _copies.FirstBit(copy), _random);
            }

            // By the law without a tilt the whole is harmless + failing = 1.
            ratio *= factor / whole;
        }

        return ratio;
    }
}
