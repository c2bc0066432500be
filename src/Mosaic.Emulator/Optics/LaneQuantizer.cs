using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Mosaic.Emulator.Optics;

/// <summary>Writes lanes down in fixed point: currents as integers in one unit, a power of two of an ampere.</summary>
/// <param name="Unit">The unit in A.</param>
/// <param name="Noise">The receivers' noise.</param>
/// <param name="Midpoint">Slice at the midpoint instead of the optimum.</param>
internal readonly record struct LaneQuantizer(double Unit, ReceiverNoise Noise, bool Midpoint)
{
    /// <summary>
    /// The unit in which a largest current is 2⁴⁹ … 2⁵⁰: sums and thresholds stay below 2⁵², and the rounding of a
    /// coefficient is 2⁻⁵⁰ of it.
    /// </summary>
    public static double UnitFor(double largestCurrent) => Math.ScaleB(1, Math.ILogB(largestCurrent) - 49);

    /// <summary>Writes a lane down.</summary>
    /// <param name="lane">Its currents.</param>
    /// <param name="noise">Its amplifier's noise power over the nominal one.</param>
    /// <param name="threshold">The slicer's threshold where it has been set before; null: set it for these currents.</param>
    public LaneDecisionModel Quantize(LaneCurrents lane, double noise = 1, long? threshold = null)
    {
        long offLevel = Round(lane.OffLevel), cursor = 0;
        double mean = offLevel; // of all that is not the cursor; exact, a multiple of 1/2
        // The waveform's displacement by jitter has a mean and a variance too, from the bits that are not the cursor's.
        double displaced = 0, spread = 0, cursorDisplacement = 0;
        ReadOnlySpan<double> taps = CollectionsMarshal.AsSpan(lane.Taps);
        var paths = ImmutableArray.CreateBuilder<LeakagePath>(lane.Paths.Count);
        foreach (PathCurrents path in lane.Paths)
        {
            bool own = path.Source == lane.Lane;
            for (int start = 0; start < path.Count; start += LeakagePath.MaxTaps)
            {
                int count = Math.Min(LeakagePath.MaxTaps, path.Count - start), shift = path.FirstShift + start;
                long[] coefficients = Rounded(taps.Slice(path.Start + start, count));
                long[] displacements = own && lane.Displacements.Length > 0 ? Rounded(lane.Displacements.AsSpan(start, count)) : [];
                for (int tap = 0; tap < count; tap++)
                {
                    long coefficient = coefficients[tap], displacement = displacements.Length > 0 ? displacements[tap] : 0;
                    if (own && shift + tap == 0)
                    {
                        (cursor, cursorDisplacement) = (coefficient, displacement);
                        continue;
                    }

                    mean += 0.5 * coefficient;
                    displaced += 0.5 * displacement;
                    spread += 0.25 * ((double)displacement * displacement);
                }

                paths.Add(new LeakagePath(
                    path.Source, shift, ImmutableCollectionsMarshal.AsImmutableArray(coefficients), ImmutableCollectionsMarshal.AsImmutableArray(displacements)));
            }
        }

        // Units are powers of two: these quotients are exact.
        double a = Noise.Constant / Unit / Unit * noise, b = Noise.Linear / Unit, c = Noise.Quadratic;
        double zero = mean, one = mean + cursor, best = 0.5 * (zero + one);
        if (!Midpoint && threshold is null)
        {
            double withCursor = displaced + cursorDisplacement, jitter0 = displaced * displaced + spread, jitter1 = withCursor * withCursor + spread;
            double sigma0 = Math.Sqrt(a + zero * (b + zero * c) + jitter0), sigma1 = Math.Sqrt(a + one * (b + one * c) + jitter1);
            best = (sigma0 * one + sigma1 * zero) / (sigma0 + sigma1);
        }

        return new LaneDecisionModel(lane.Lane, offLevel, paths.DrainToImmutable(), threshold ?? (long)Math.Round(best), a, b, c);
    }

    private long[] Rounded(ReadOnlySpan<double> amperes)
    {
        var rounded = new long[amperes.Length];
        for (int i = 0; i < rounded.Length; i++)
            rounded[i] = Round(amperes[i]);
        return rounded;
    }

    /// <summary>The same, where the noise is defined at all of the lane's currents; else null.</summary>
    public LaneDecisionModel? TryQuantize(LaneCurrents lane, double noise = 1, long? threshold = null)
    {
        try
        {
            return Quantize(lane, noise, threshold);
        }
        catch (ArgumentException refusal) when (string.Equals(refusal.ParamName, "noiseA", StringComparison.Ordinal))
        {
            return null;
        }
    }

    private long Round(double ampere) => (long)Math.Round(ampere / Unit);
}
