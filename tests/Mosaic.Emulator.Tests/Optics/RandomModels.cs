using System.Globalization;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Tests.Optics;

/// <summary>Small decision models and links, drawn from a seed.</summary>
internal sealed class RandomModels(ulong seed)
{
    private uint _next;

    /// <summary>A uniform number in (low, high).</summary>
    public double Uniform(double low, double high) =>
        low + (high - low) * RandomAddress.ToUnit(new RandomAddress(seed, RandomPurpose.Payload).Block(_next++).Low);

    public int Integer(int low, int high) => (int)Math.Floor(Uniform(low, high + 1));

    /// <summary>
    /// A lane with a cursor of 1e14 units, <paramref name="taps"/> other taps of all sizes, and noise that makes its mean
    /// margin <paramref name="deviations"/> standard deviations.
    /// </summary>
    public LaneDecisionModel Lane(int taps, double deviations, bool negative = false)
    {
        const double cursor = 1e14;
        var own = new List<long> { (long)cursor };
        var paths = new List<LeakagePath>();
        double mean = 0;
        long Tap()
        {
            // From a third of the cursor down to 1/10000.
            double tap = cursor / 3 * Math.Exp(-Uniform(0, 8));
            if (negative && Uniform(0, 1) < 0.3)
                tap = -tap;
            mean += 0.5 * Math.Round(tap);
            return (long)Math.Round(tap);
        }

        int before = Integer(0, 2), after = Math.Min(Integer(0, 4), taps - before);
        for (int i = 0; i < before; i++)
            own.Insert(0, Tap());
        for (int i = 0; i < after; i++)
            own.Add(Tap());
        paths.Add(new LeakagePath(7, -before, [.. own]));
        for (int left = taps - before - after, source = 8; left > 0; source++)
        {
            int count = Math.Min(left, Integer(1, 3));
            paths.Add(new LeakagePath(source, Integer(-3, 3), [.. Enumerable.Range(0, count).Select(_ => Tap())]));
            left -= count;
        }

        // At the threshold σ is margin/deviations; amplifier, shot and intensity noise share it at random.
        double off = cursor * Uniform(0.3, 0.8), threshold = off + mean + cursor / 2;
        double variance = Math.Pow(cursor / 2 / deviations, 2);
        double a = Uniform(0.5, 1), b = (1 - a) * Uniform(0, 1), c = 1 - a - b;
        return new LaneDecisionModel(
            7, (long)off, [.. paths], (long)threshold, a * variance, b * variance / threshold, c * variance / (threshold * threshold));
    }

    /// <summary>Options of a small link, everything drawn within its useful range.</summary>
    public OpticalLinkOptions Link(int rows, int columns)
    {
        double pitch = Uniform(20, 60);
        return new OpticalLinkOptions
        {
            Array = new ArrayOptions { Rows = rows, Columns = columns, PitchUm = pitch },
            Lane = new LaneOptions { BitRateGbps = Uniform(1.3, 3), SkewSpreadPs = Uniform(0, 300) },
            Led = new LedOptions
            {
                AveragePowerDbm = Uniform(-13, -8),
                PowerSpreadDb = Uniform(0, 1),
                ExtinctionRatioDb = Uniform(6, 15),
                BandwidthGHz = Uniform(1, 2),
            },
            Fiber = new FiberOptions
            {
                LengthM = Uniform(8, 25),
                AttenuationDbPerM = Uniform(0.05, 0.2),
                NumericalAperture = Uniform(0.12, 0.3),
                CoreIndex = Uniform(1.45, 1.6),
                LaunchHalfAngleDeg = Uniform(2, 6),
                ChromaticPsPerNmKm = Uniform(300, 800),
                SpectralWidthNm = Uniform(10, 25),
                SkewSpreadPsPerM = Uniform(0, 2),
            },
            Optics = new OpticsOptions
            {
                SpotSigmaUm = pitch * Uniform(0.1, 0.25),
                HaloFraction = Uniform(0, 0.1),
                HaloSigmaUm = pitch * Uniform(0.5, 1.5),
                OffsetXUm = Uniform(-5, 5),
                OffsetYUm = Uniform(-5, 5),
                RotationMrad = Uniform(-50, 50),
                Magnification = Uniform(0.95, 1.05),
                TransmitLossDb = Uniform(3, 6),
                ReceiveLossDb = Uniform(0, 2),
            },
            Receiver = new ReceiverOptions
            {
                ApertureUm = pitch * Uniform(0.5, 1),
                ResponsivityAPerW = Uniform(0.2, 0.3),
                NoisePaPerSqrtHz = Uniform(3, 10),
                BandwidthGHz = Uniform(2.1, 3),
                DarkCurrentNa = Uniform(0, 100),
                RinDbPerHz = Uniform(-140, -110),
                Threshold = Uniform(0, 1) < 0.5 ? "optimum" : "midpoint",
            },
        };
    }

    /// <summary>The same with an equaliser and a jitter of its own.</summary>
    public OpticalLinkOptions EqualizedLink(int rows, int columns)
    {
        OpticalLinkOptions link = Link(rows, columns);
        return link with
        {
            Receiver = link.Receiver with
            {
                BandwidthGHz = Uniform(3.5, 5), // away from the equaliser's pole: the plain formula takes differences
                Equalizer = Uniform(0, 1) < 0.3 ? "auto" : Uniform(0, 9).ToString("R", CultureInfo.InvariantCulture),
                JitterPs = Uniform(1, 40),
                RinDbPerHz = Uniform(-140, -130), // the current may swing below zero, where noise that grows with it must be small
                SamplingOffsetUi = Uniform(-0.2, 0.2),
            },
        };
    }

    /// <summary>All taps of a lane but the cursor.</summary>
    public static long[] OtherTaps(LaneDecisionModel lane) =>
    [
        .. from path in lane.Paths
           from t in Enumerable.Range(0, path.Coefficients.Length)
           where path.Source != lane.Lane || path.FirstShift + t != 0
           select path.Coefficients[t],
    ];

    /// <summary>Every current that the other bits can make while the lane's own bit is 0.</summary>
    public static IEnumerable<long> Currents(LaneDecisionModel lane)
    {
        long[] taps = OtherTaps(lane);
        long current = lane.OffLevel;
        for (uint pattern = 0; ; pattern++)
        {
            yield return current;
            int flip = System.Numerics.BitOperations.TrailingZeroCount(pattern + 1); // Gray code
            if (flip >= taps.Length)
                yield break;
            bool set = ((pattern ^ (pattern >> 1)) >> flip & 1) == 0;
            current += set ? taps[flip] : -taps[flip];
        }
    }
}
