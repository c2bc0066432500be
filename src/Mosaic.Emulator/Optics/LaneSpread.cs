using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Optics;

/// <summary>What differs from lane to lane, drawn from the seed: one standard normal number a lane and purpose.</summary>
internal static class LaneSpread
{
    /// <summary>Mean power of each LED in dBm: the nominal one plus spread times the lane's number.</summary>
    public static double[] PowerDbm(LedOptions led, int lanes, ulong seed)
    {
        var power = new double[lanes];
        for (int lane = 0; lane < lanes; lane++)
            power[lane] = led.AveragePowerDbm + led.PowerSpreadDb * Normal(seed, RandomPurpose.LedPower, lane);
        return power;
    }

    /// <summary>How late each lane is, in 1/256 UI: the independent spreads of electronics and fibre added as squares.</summary>
    public static int[] Skew(LaneOptions lane, FiberOptions fiber, int lanes, ulong seed)
    {
        double inFiber = fiber.SkewSpreadPsPerM * fiber.LengthM;
        double sigmaPs = Math.Sqrt(lane.SkewSpreadPs * lane.SkewSpreadPs + inFiber * inFiber);
        double stepsPerPs = lane.BitRateGbps * 1e-3 * PulseResponse.StepsPerUi;
        var skew = new int[lanes];
        for (int i = 0; i < lanes; i++)
            skew[i] = (int)Math.Round(sigmaPs * Normal(seed, RandomPurpose.LaneSkew, i) * stepsPerPs);
        return skew;
    }

    private static double Normal(ulong seed, RandomPurpose purpose, int lane) =>
        -Gaussian.QInverse(RandomAddress.ToOpenUnit(new RandomAddress(seed, purpose, Lane: lane).Block(0).Low));
}
