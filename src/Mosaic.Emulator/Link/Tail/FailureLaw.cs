namespace Mosaic.Emulator.Link.Tail;

/// <summary>
/// How units fail: with which probability each has more wrong bits than it corrects, and which ones, where failures that hit one codeword
/// are made likelier. A pattern of wrong bits that its unit does not correct weighs θ for each that the codeword counts, and, where the
/// unit's decoder is deceived and turns over another bit, as much more as that is expected to add. So patterns of as many such bits keep their
/// odds to each other, and those that lose the codeword weigh about the same.
/// </summary>
internal sealed class FailureLaw
{
    private double[] _states = []; // before each bit: of 0, 1 … t wrong ones so far, and of more, an even and an odd number
    private double[] _failing = [], _deceived = [];
    private double[] _even = [];
    private FlipUnits? _units;
    private int _target, _size;
    private double _tilt;

    /// <summary>By unit: the weight of all patterns with up to t wrong bits. Of use without a tilt, where it is their probability; no tilt changes what is corrected.</summary>
    public double[] Harmless { get; private set; } = [];

    /// <summary>By unit: the weight of all others.</summary>
    public double[] Failing => _failing;

    private int Even => _size - 2;

    /// <summary>Works the law out: products and sums of positive numbers only.</summary>
    /// <param name="units">The units.</param>
    /// <param name="target">The codeword in question.</param>
    /// <param name="tilt">θ, 1 or more.</param>
    public void Fill(FlipUnits units, int target, double tilt)
    {
        (_units, _target, _tilt, _size) = (units, target, tilt, units.Correctable + 3);
        if (_states.Length < units.Start[units.Count] * _size)
            _states = new double[units.Start[units.Count] * _size];
        if (_failing.Length < units.Count)
            (_failing, _deceived, _even, Harmless) = (new double[units.Count], new double[units.Count], new double[units.Count], new double[units.Count]);

        Span<double> now = stackalloc double[_size];
        for (int unit = 0; unit < units.Count; unit++)
        {
            int targets = Fill(unit, now);
            double harmless = 0;
            foreach (double state in now[..Even])
                harmless += state;
            Harmless[unit] = harmless;
            _deceived[unit] = 1 + ((tilt - 1) * targets / units.Addable);
            _even[unit] = now[Even] * (units.AddsToOdd ? 1 : _deceived[unit]);
            _failing[unit] = _even[unit] + (now[Even + 1] * _deceived[unit]);
        }
    }

    /// <summary>By how much likelier a pattern that its unit does not correct is made, but for the whole.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="wrong">Its wrong bits.</param>
    public double FactorOf(int unit, ReadOnlySpan<int> wrong)
    {
        double factor = _units!.AddsToOdd && wrong.Length % 2 == 0 ? 1 : _deceived[unit];
        foreach (int bit in wrong)
            factor *= Factor(bit);
        return factor;
    }

    /// <summary>Draws the wrong bits of a unit that fails, from its last bit to its first.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="random">Uniform numbers.</param>
    /// <param name="wrong">Receives the bits.</param>
    /// <returns>How many they are.</returns>
    public int Draw(int unit, UniformStream random, Span<int> wrong)
    {
        FlipUnits units = _units!;
        int most = Even - 1, parity = (most + 1) % 2, count = 0;
        int state = random.Next() * _failing[unit] < _even[unit] ? Even : Even + 1;
        for (int bit = units.Start[unit + 1] - 1; bit >= units.Start[unit] && state > 0; bit--)
        {
            ReadOnlySpan<double> before = _states.AsSpan(bit * _size, _size);
            double p = units.Probability[bit], right = 1 - p, flipped = Factor(bit) * p, none = before[state] * right;
            bool isMore = state >= Even;
            // From one wrong bit less: many of the other parity, or just as many as are corrected.
            double other = isMore ? before[Even + Even + 1 - state] * flipped : before[state - 1] * flipped;
            double first = isMore && state == Even + parity ? before[most] * flipped : 0;
            double place = random.Next() * (none + other + first);
            if (place < none)
                continue;
            wrong[count++] = bit;
            state = !isMore ? state - 1 : place < none + other ? Even + Even + 1 - state : most;
        }

        return count;
    }

    /// <summary>One unit's states behind its last bit.</summary>
    /// <returns>How many of its bits the codeword counts.</returns>
    private int Fill(int unit, Span<double> now)
    {
        FlipUnits units = _units!;
        int most = Even - 1, targets = 0;
        ref double first = ref now[Even + ((most + 1) % 2)];
        now.Clear();
        now[0] = 1;
        for (int bit = units.Start[unit]; bit < units.Start[unit + 1]; bit++)
        {
            now.CopyTo(_states.AsSpan(bit * _size));
            targets += units.Codeword[bit] == _target ? 1 : 0;
            double p = units.Probability[bit], right = 1 - p, wrong = Factor(bit) * p;
            (now[Even], now[Even + 1]) = ((now[Even] * right) + (now[Even + 1] * wrong), (now[Even + 1] * right) + (now[Even] * wrong));
            first += now[most] * wrong;
            for (int m = most; m > 0; m--)
                now[m] = (now[m] * right) + (now[m - 1] * wrong);
            now[0] *= right;
        }

        return targets;
    }

    /// <summary>
    /// By how much more a wrong bit weighs. At most as much as makes it as likely wrong as right: more would be of no use, and a unit that is
    /// noise could then weigh more than a number holds.
    /// </summary>
    private double Factor(int bit)
    {
        if (_units!.Codeword[bit] != _target)
            return 1;
        double p = _units.Probability[bit];
        return _tilt * p <= 1 - p ? _tilt : Math.Max(1, (1 - p) / p);
    }
}
