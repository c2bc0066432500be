using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Mosaic.Emulator.Optics;

/// <summary>What is said of receivers that are too quiet for the currents below zero that their equaliser makes.</summary>
/// <param name="Receiver">The receivers.</param>
/// <param name="EqualizerDb">Strength of their equaliser.</param>
internal readonly record struct QuietReceiver(ReceiverOptions Receiver, double EqualizerDb)
{
    // A limit is found to this, and told in three digits.
    private const double Accuracy = 1 + 1e-9;

    /// <summary>The refusal, with the least density of noise at which all lanes are defined.</summary>
    /// <param name="lanes">The lanes that are not.</param>
    /// <param name="make">Makes one where the amplifiers' noise power is so many times as much; null where it is not defined.</param>
    public ValidationException Refusal(IEnumerable<LaneCurrents> lanes, Func<LaneCurrents, double, LaneDecisionModel?> make)
    {
        LaneCurrents? worst = null;
        double given = Receiver.NoisePaPerSqrtHz, least = given;
        foreach (LaneCurrents lane in lanes)
        {
            if (IsDefined(least))
                continue;
            if (!IsDefined(ReceiverOptions.MostNoise))
                return new ValidationException(TooStrong(lane));
            (worst, double refused, least) = (lane, least, ReceiverOptions.MostNoise);
            while (least > Accuracy * refused)
            {
                double middle = Math.Sqrt(refused * least);
                (refused, least) = IsDefined(middle) ? (refused, middle) : (middle, least);
            }

            bool IsDefined(double density) => make(lane, density / given * (density / given)) is not null;
        }

        return new ValidationException(TooQuiet(worst!, least));
    }

    private string TooQuiet(LaneCurrents lane, double least)
    {
        // Rounded up, so that it is enough.
        decimal digit = 0.0001m;
        while ((decimal)least >= 1000 * digit)
            digit *= 10;
        string strength = IsAuto ? " (receiver.equalizer auto)" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"receiver.noisePaPerSqrtHz: {Receiver.NoisePaPerSqrtHz} is not allowed where an equaliser of {EqualizerDb} dB{strength} takes the current of lane {lane.Lane} down to {lane.Lowest * 1e6:0.###} µA; it is at least {Math.Ceiling((decimal)least / digit) * digit:0.####} there, or the equaliser weaker");
    }

    private string TooStrong(LaneCurrents lane)
    {
        string strength = IsAuto ? $"{Equalizer.Auto}, " : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"receiver.equalizer: {strength}{EqualizerDb} is not allowed where it takes the current of lane {lane.Lane} down to {lane.Lowest * 1e6:0.###} µA, too far for any receiver.noisePaPerSqrtHz up to {ReceiverOptions.MostNoise}; it is weaker there, or led.averagePowerDbm or receiver.rinDbPerHz lower");
    }

    private bool IsAuto => string.Equals(Receiver.Equalizer, Equalizer.Auto, StringComparison.Ordinal);
}
