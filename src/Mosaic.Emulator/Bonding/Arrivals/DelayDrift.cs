using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Bonding.Arrivals;

/// <summary>
/// How the lanes' delays wander: each at a steady rate of its own, to and fro between two limits. Its bits are taken at whole
/// UI, so that what counts is the delay rounded down; where that changes, the lane's stream gains a UI or loses one.
/// </summary>
/// <remarks>
/// Times, rates and phases are integers, in 2⁻⁴⁰ UI: the delay at a time is exact, and found without those before it. With the
/// bit phase φ, uniform in [0, 1) UI, and x(t) = x₀ + rate·t modulo 2·variation, x₀ uniform too, a lane is late by a further
/// ⌊φ + min(x, 2·variation − x)⌋.
/// </remarks>
public sealed class DelayDrift
{
    /// <summary>A change that never comes.</summary>
    public const long Never = long.MaxValue;

    private const int FractionBits = 40;
    private const long Ui = 1L << FractionBits;
    private readonly long _variation;
    private readonly (long Bit, long Start, long Rate)[] _lanes;

    private DelayDrift((long Bit, long Start, long Rate)[] lanes, long variation)
    {
        _lanes = lanes;
        _variation = variation;
        MaxUi = (int)((variation + Ui - 2) >> FractionBits);
    }

    /// <summary>The largest further delay, in UI.</summary>
    public int MaxUi { get; }

    /// <summary>Draws phases and rates from the seed.</summary>
    /// <param name="lanes">Lanes, 1 or more.</param>
    /// <param name="ppm">The fastest drift, in UI per million UI, above 0 to 1,000; lanes have rates from 0 to that, uniformly.</param>
    /// <param name="variationUi">What a lane's delay varies by, in UI, 1 to 10,000.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="trial">The trial.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static DelayDrift Draw(int lanes, double ppm, double variationUi, ulong seed, uint trial)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lanes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ppm);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ppm, 1000);
        ArgumentOutOfRangeException.ThrowIfLessThan(variationUi, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(variationUi, 10_000);
        long variation = (long)Math.Floor(variationUi * Ui), fastest = (long)Math.Ceiling(ppm / 1e6 * Ui);
        var stream = new RandomAddress(seed, RandomPurpose.ArrivalDrift, trial);
        var drawn = new (long, long, long)[lanes];
        for (int lane = 0; lane < lanes; lane++)
        {
            (ulong bit, ulong start) = stream.Block((uint)lane * 2);
            ulong rate = stream.Block(((uint)lane * 2) + 1).Low;
            drawn[lane] = ((long)(bit >> (64 - FractionBits)), Below(2 * variation, start), Below(fastest + 1, rate));
        }

        return new DelayDrift(drawn, variation);
    }

    /// <summary>What a lane is late by besides its constant delay, in UI: 0 … <see cref="MaxUi"/>.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="ui">The time, in UI from the first bit sent, 0 or more.</param>
    public int At(int lane, long ui)
    {
        long x = Place(lane, ui);
        return (int)((_lanes[lane].Bit + Math.Min(x, (2 * _variation) - 1 - x)) >> FractionBits);
    }

    /// <summary>When a lane's delay next changes: by one UI, since rates are far below one. <see cref="Never"/> if it does not.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="ui">The time, in UI from the first bit sent, 0 or more; the change comes later than that.</param>
    public long NextChange(int lane, long ui)
    {
        (long bit, _, long rate) = _lanes[lane];
        long top = bit + _variation - 1;
        if (rate == 0 || bit >> FractionBits == top >> FractionBits)
        {
            return Never;
        }

        int delay = At(lane, ui);
        long next = ui;
        do
        {
            // Up to the next whole UI on the way up, or below this one on the way down, past the turning points.
            long x = Place(lane, next), above = ((delay + 1L) << FractionBits) - bit, below = ((long)delay << FractionBits) - bit;
            bool rises = x < _variation && above < _variation;
            long target = rises ? above : below > 0 ? (2 * _variation) - below : (2 * _variation) + above;
            next += Math.Max(1, (target - x + rate - 1) / rate);
        }
        while (At(lane, next) == delay); // a border beside a turning point may be crossed twice within one UI

        return next;
    }

    private long Place(int lane, long ui) => (long)((_lanes[lane].Start + ((Int128)ui * _lanes[lane].Rate)) % (2 * _variation));

    private static long Below(long bound, ulong word) => (long)Math.BigMul(word, (ulong)bound, out _);
}
