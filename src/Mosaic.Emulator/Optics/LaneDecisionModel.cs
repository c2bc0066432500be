using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Optics;

/// <summary>
/// Everything a channel engine knows about one lane: which sent bits add how much current, the slicer's threshold, and
/// how strong the noise is at a current. Given the sent bits, each received bit is wrong independently with the
/// probability Q(margin/σ).
/// </summary>
/// <remarks>
/// Currents are integers, so that neither order nor width of a sum can matter; any sum stays below 2⁵² in magnitude and
/// is exact as a double. What bits come before the first and after the last frame is the engine's affair.
/// <para>
/// Shot and intensity noise are of light, which is never negative. An equaliser may take the current below zero; there their
/// parabola is no more than a way to go on, and allowed as long as it is a small matter: at no current that bits make do they take
/// more than half of A away, so σ²(I) ≥ ½A.
/// </para>
/// </remarks>
public sealed class LaneDecisionModel
{
    /// <summary>The most taps of the lane's own paths where jitter acts: what each of their patterns does is then different.</summary>
    public const int MaxJitterTaps = 12;

    private const double SumLimit = 1L << 52;

    // Covers the rounding of Q; that of its argument (at most 4 units of 2⁻⁵³) is covered in the argument itself.
    private const double BoundFactor = 1 + 1.0 / (1L << 40);
    private const double ArgumentError = 1.0 / (1L << 49);

    /// <summary>A lane's model.</summary>
    /// <param name="lane">The lane's channel.</param>
    /// <param name="offLevel">Current when every bit it sees is 0.</param>
    /// <param name="paths">The lane's own path first; one of its own paths has a tap at shift 0, the cursor. No two
    /// paths have a source and a shift in common.</param>
    /// <param name="threshold">A bit is 1 where current plus noise is larger.</param>
    /// <param name="noiseA">A of σ²(I) = A + B·I + C·I², above 0: noise at no current.</param>
    /// <param name="noiseB">B, at least 0: shot noise.</param>
    /// <param name="noiseC">C, at least 0: intensity noise.</param>
    /// <exception cref="ArgumentException">A sum of currents can reach 2⁵², there is no cursor, A, B or C is out of its range,
    /// σ² is less than ½A at a current that bits make, or the margin in deviations does not grow with the current (see
    /// <see cref="ErrorBound"/>). The last two come of currents below zero, and a larger A mends both.</exception>
    public LaneDecisionModel(
        int lane, long offLevel, ImmutableArray<LeakagePath> paths, long threshold, double noiseA, double noiseB, double noiseC)
    {
        (Lane, OffLevel, Paths, Threshold) = (lane, offLevel, paths, threshold);
        (NoiseA, NoiseB, NoiseC) = (noiseA, noiseB, noiseC);
        if (paths.IsDefaultOrEmpty || paths[0].Source != lane)
            throw new ArgumentException("The first path is the lane's own.", nameof(paths));
        if (!(noiseA > 0 && noiseB >= 0 && noiseC >= 0))
            throw new ArgumentException("Noise is A > 0, B >= 0 and C >= 0.", nameof(noiseA));

        long negative = 0, positive = 0, shiftDown = 0, shiftUp = 0, cursorShift = 0;
        long? cursor = null;
        int ownTaps = 0;
        double magnitude = Math.Abs((double)offLevel) + Math.Abs((double)threshold);
        foreach (LeakagePath path in paths)
        {
            MinShift = Math.Min(MinShift, path.FirstShift);
            MaxShift = Math.Max(MaxShift, path.LastShift);
            ownTaps += path.Source == lane ? path.Coefficients.Length : 0;
            if (path.Displacements.Length > 0 && path.Source != lane)
                throw new ArgumentException("Jitter acts on the lane's own paths only.", nameof(paths));
            for (int tap = 0; tap < path.Coefficients.Length; tap++)
            {
                long coefficient = path.Coefficients[tap];
                magnitude += Math.Abs((double)coefficient);
                long displacement = path.Displacements.Length > 0 ? path.Displacements[tap] : 0;
                if (path.Source == lane && path.FirstShift + tap == 0)
                {
                    (cursor, cursorShift) = (coefficient, displacement);
                    continue;
                }

                (negative, positive) = (negative + Math.Min(coefficient, 0), positive + Math.Max(coefficient, 0));
                (shiftDown, shiftUp) = (shiftDown + Math.Min(displacement, 0), shiftUp + Math.Max(displacement, 0));
            }
        }

        if (magnitude >= SumLimit)
            throw new ArgumentException("Currents add up to 2^52 or more.", nameof(paths));

        Cursor = cursor ?? throw new ArgumentException("The lane's own path has no tap at shift 0.", nameof(paths));
        WorstOne = offLevel + Cursor + negative;
        WorstZero = offLevel + positive;
        // σ² is least at its vertex, or at the end that is nearer to it.
        double quietest = noiseC > 0 ? Math.Clamp(-0.5 * noiseB / noiseC, Lowest, Highest) : Lowest;
        if (!(noiseA + quietest * (noiseB + quietest * noiseC) >= 0.5 * noiseA))
            throw new ArgumentException("Shot and intensity noise take more than half of A away below zero.", nameof(noiseA));
        if (!(Slope(Lowest) > 0 && Slope(Highest) > 0))
            throw new ArgumentException("The margin in deviations does not grow with the current.", nameof(noiseA));

        HasJitter = cursorShift != 0 || shiftDown != 0 || shiftUp != 0;
        if (HasJitter && ownTaps > MaxJitterTaps)
            throw new ArgumentException($"With jitter the own paths have at most {MaxJitterTaps} taps, not {ownTaps}.", nameof(paths));
        ErrorBound = Math.Min(1, Math.Max(
            Bound(WorstOne, cursorShift + shiftDown, cursorShift + shiftUp, true), Bound(WorstZero, shiftDown, shiftUp, false)));
    }

    /// <summary>The lane's channel.</summary>
    public int Lane { get; }

    /// <summary>Current when every bit that it sees is 0, dark current included.</summary>
    public long OffLevel { get; }

    /// <summary>The lane's own path or paths first, then its neighbours' by falling strength.</summary>
    public ImmutableArray<LeakagePath> Paths { get; }

    /// <summary>Change of current when the lane's own bit is 1.</summary>
    public long Cursor { get; }

    /// <summary>A bit is 1 where current plus noise is larger than this.</summary>
    public long Threshold { get; }

    /// <summary>A of σ²(I) = A + B·I + C·I², in units of current squared.</summary>
    public double NoiseA { get; }

    /// <summary>B of σ²(I) = A + B·I + C·I², in units of current.</summary>
    public double NoiseB { get; }

    /// <summary>C of σ²(I) = A + B·I + C·I².</summary>
    public double NoiseC { get; }

    /// <summary>Whether the own bits' displacement adds to the noise: σ²(I) + D².</summary>
    public bool HasJitter { get; }

    /// <summary>The smallest shift of any tap, at most 0: how far into the future (negative) bits are looked at.</summary>
    public int MinShift { get; }

    /// <summary>The largest shift of any tap, at least 0: how far into the past bits are looked at.</summary>
    public int MaxShift { get; }

    /// <summary>How many UI away bits are looked at.</summary>
    public int Reach => Math.Max(-MinShift, MaxShift);

    /// <summary>The smallest current when the lane's own bit is 1.</summary>
    public long WorstOne { get; }

    /// <summary>The largest current when the lane's own bit is 0.</summary>
    public long WorstZero { get; }

    /// <summary>The smallest current that bits make.</summary>
    internal long Lowest => Math.Min(WorstOne, WorstOne - Cursor);

    /// <summary>The largest.</summary>
    internal long Highest => Math.Max(WorstZero, WorstZero + Cursor);

    /// <summary>
    /// A bound p̄, at most 1, on <see cref="ErrorProbability"/> over all patterns of bits: its value at the extreme
    /// currents and displacements, a rounding error up.
    /// </summary>
    /// <remarks>
    /// x(I) = (I − T)/σ(I) has the derivative g(I)/σ³ with g = σ² − ½(I − T)(B + 2CI) = A + ½B(I + T) + C·T·I. So x grows
    /// with I wherever g &gt; 0. g is linear in I, hence positive over all reachable currents if it is so at both ends
    /// (which the constructor checks; with A &gt; 0 and currents and threshold at least 0 it always is, and with σ² ≥ ½A alone it is
    /// not: below −B/2C noise grows as the current falls, and may outdo it). A 1 is wrong with
    /// Q(x), largest at the smallest current; a 0 with Q(−x), largest at the largest. D² adds to A whatever the current, so
    /// this holds at each D.
    /// </remarks>
    public double ErrorBound { get; }

    /// <summary>
    /// The noise's standard deviation: √(A + I·(B + I·C) + D²). D is the sum of the displacements that the lane's own 1s add:
    /// how far the waveform moves within one standard deviation of the sampling instant.
    /// </summary>
    /// <param name="current">A current that the model can reach.</param>
    /// <param name="displacement">D in units of current.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Sigma(long current, long displacement = 0)
    {
        double i = current, d = displacement;
        return Math.Sqrt(NoiseA + i * (NoiseB + i * NoiseC) + d * d);
    }

    /// <summary>Probability that a bit is received wrong: Q((I − T)/σ) for a 1, Q((T − I)/σ) for a 0.</summary>
    /// <param name="current">The current at its UI.</param>
    /// <param name="displacement">D, see <see cref="Sigma"/>; 0 without jitter.</param>
    /// <param name="bit">The bit that was sent.</param>
    public double ErrorProbability(long current, long displacement, bool bit) => Gaussian.Q(Margin(current, displacement, bit ? 1 : 0));

    /// <summary>
    /// A bound on the error probability at a current and any D within a range: noise is at its strongest where that makes errors
    /// likelier, the current being on the right side of the threshold, and at its weakest else.
    /// </summary>
    /// <param name="current">The worst current for the bit.</param>
    /// <param name="lowest">The smallest D.</param>
    /// <param name="highest">The largest D.</param>
    /// <param name="bit">The bit that was sent.</param>
    public double Bound(long current, long lowest, long highest, bool bit)
    {
        bool right = bit ? current > Threshold : current < Threshold;
        long smallest = lowest > 0 ? lowest : highest < 0 ? highest : 0, largest = Math.Max(Math.Abs(lowest), Math.Abs(highest));
        double x = Margin(current, right ? largest : smallest, bit ? 1 : 0);
        return Gaussian.Q(x - Math.Abs(x) * ArgumentError) * BoundFactor;
    }

    /// <summary>How far the current is on the right side of the threshold, in standard deviations: (I − T)/σ for a 1, (T − I)/σ for a 0.</summary>
    /// <param name="current">The current at its UI.</param>
    /// <param name="displacement">D, see <see cref="Sigma"/>; 0 without jitter.</param>
    /// <param name="bit">The bit that was sent, 0 or 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Margin(long current, long displacement, int bit) => Excess(current, bit) / Sigma(current, displacement);

    /// <summary>How far the current is on the right side of the threshold: I − T for a 1, T − I for a 0.</summary>
    /// <param name="current">The current at its UI.</param>
    /// <param name="bit">The bit that was sent, 0 or 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Excess(long current, int bit) =>
        // The sign without a branch, which nobody could foresee.
        ((current - Threshold) ^ (bit - 1L)) - (bit - 1L);

    private double Slope(double current) =>
        NoiseA + 0.5 * NoiseB * (current + Threshold) + NoiseC * Threshold * current;
}
