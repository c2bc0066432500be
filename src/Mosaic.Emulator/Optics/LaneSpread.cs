using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Optics;

/// <summary>What differs from lane to lane, drawn from the seed: one standard normal number for each lane and property.</summary>
internal static class LaneSpread
{
    // LEDs whose bandwidths are alike to an eighth of a deviation are the same: some 60 pulses serve any array.
    private const int BandwidthSteps = 8;

    private const double ReferenceC = 25;

    /// <summary>The nominal mean power of an LED at its temperature, in dBm.</summary>
    public static double NominalPowerDbm(LedOptions led) => led.AveragePowerDbm + led.PowerDbPerK * (led.TemperatureC - ReferenceC);

    /// <summary>Mean power of each LED in dBm: the nominal one plus spread times the lane's number.</summary>
    /// <exception cref="ValidationException">Their temperature makes the LEDs brighter than any LED is.</exception>
    public static double[] PowerDbm(LedOptions led, int lanes, ulong seed)
    {
        double nominal = NominalPowerDbm(led);
        if (nominal > LedOptions.MostPowerDbm)
        {
            throw new ValidationException(string.Create(
                CultureInfo.InvariantCulture,
                $"led.averagePowerDbm: {led.AveragePowerDbm} is not allowed where {led.TemperatureC} °C and {led.PowerDbPerK} dB/K make {nominal:0.###} dBm of it; it is at most {Math.Floor(1000 * (LedOptions.MostPowerDbm - nominal + led.AveragePowerDbm)) / 1000:0.###} there"));
        }

        var power = new double[lanes];
        for (int lane = 0; lane < lanes; lane++)
            power[lane] = nominal + led.PowerSpreadDb * Normal(Draw(seed, RandomPurpose.LedPower, lane).Low);
        return power;
    }

    /// <summary>The number of each LED's bandwidth, in eighths of a deviation.</summary>
    public static int[] Bandwidth(LedOptions led, int lanes, ulong seed)
    {
        var steps = new int[lanes];
        for (int lane = 0; lane < lanes && led.BandwidthSpreadPercent > 0 && led.BandwidthGHz is not null; lane++)
            steps[lane] = (int)Math.Round(BandwidthSteps * Normal(Draw(seed, RandomPurpose.LedPower, lane).High));
        return steps;
    }

    /// <summary>Bandwidth of an LED in GHz, from its number in eighths of a deviation; null: ideal.</summary>
    public static double? BandwidthGHz(LedOptions led, int step) => led.BandwidthGHz * Elementary.Exp(
        (led.BandwidthPercentPerK * (led.TemperatureC - ReferenceC) + led.BandwidthSpreadPercent * step / BandwidthSteps) / 100);

    /// <summary>How late each lane is, in 1/256 UI: the independent spreads of electronics and fibre added as squares.</summary>
    public static int[] Skew(LaneOptions lane, FiberOptions fiber, int lanes, ulong seed)
    {
        double inFiber = fiber.SkewSpreadPsPerM * fiber.LengthM;
        double sigmaPs = Math.Sqrt(lane.SkewSpreadPs * lane.SkewSpreadPs + inFiber * inFiber);
        double stepsPerPs = lane.BitRateGbps * 1e-3 * PulseResponse.StepsPerUi;
        var skew = new int[lanes];
        for (int i = 0; i < lanes; i++)
            skew[i] = (int)Math.Round(sigmaPs * Normal(Draw(seed, RandomPurpose.LaneSkew, i).Low) * stepsPerPs);
        return skew;
    }

    private static (ulong Low, ulong High) Draw(ulong seed, RandomPurpose purpose, int lane) =>
        new RandomAddress(seed, purpose, Lane: lane).Block(0);

    private static double Normal(ulong word) => -Gaussian.QInverse(RandomAddress.ToOpenUnit(word));
}
