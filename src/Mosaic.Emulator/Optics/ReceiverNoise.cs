using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Optics;

/// <summary>
/// The variance of a lane's current noise, A + B·I + C·I² in A² for a current I in A: amplifier, shot and intensity noise
/// in the receiver's noise bandwidth.
/// </summary>
/// <param name="Constant">Amplifier: density squared times bandwidth, A².</param>
/// <param name="Linear">Shot: 2q times bandwidth, A.</param>
/// <param name="Quadratic">Intensity: RIN times bandwidth.</param>
internal readonly record struct ReceiverNoise(double Constant, double Linear, double Quadratic)
{
    private const double ElementaryCharge = 1.602176634e-19;
    private const double HalfPi = 1.5707963267948966;

    // RIN·B of thermal light of a single mode, which fluctuates most: its deviation is its mean. And what is lost where a limit is told to the hundredth of a dB.
    private const double MostIntensity = 1 + 2.5e-3;

    /// <param name="receiver">The receiver.</param>
    /// <param name="lane">Its bit rate.</param>
    /// <param name="equalizerDb">Strength of the equaliser; null: none.</param>
    /// <exception cref="ValidationException">In this bandwidth, light would fluctuate by more than its mean.</exception>
    public static ReceiverNoise Create(ReceiverOptions receiver, LaneOptions lane, double? equalizerDb)
    {
        double bandwidth = Bandwidth(receiver, lane, equalizerDb);
        double density = receiver.NoisePaPerSqrtHz * 1e-12;
        double intensity = receiver.RinDbPerHz is { } rin ? Elementary.Pow10(rin / 10) : 0;
        if (intensity * bandwidth > MostIntensity)
        {
            throw new ValidationException(string.Create(
                CultureInfo.InvariantCulture,
                $"receiver.rinDbPerHz: {receiver.RinDbPerHz} is not allowed with a noise bandwidth of {bandwidth * 1e-9:0.###} GHz; it is at most {-10 * Elementary.Log10(bandwidth):0.##} there, where the light's noise is as much as the light"));
        }

        return new ReceiverNoise(density * density * bandwidth, 2 * ElementaryCharge * bandwidth, intensity * bandwidth);
    }

    /// <summary>
    /// ∫|H|² df. A single pole passes as much white noise as a brick wall at π/2 of its −3 dB frequency f; with an equaliser
    /// of zero z and pole p behind it that becomes (π/2)·fp/(f + p)·(1 + fp/z²), and behind the brick wall w of an ideal
    /// receiver w·g² + (1 − g²)·p·atan(w/p), g = p/z.
    /// </summary>
    /// <param name="receiver">The receiver.</param>
    /// <param name="lane">Its bit rate.</param>
    /// <param name="equalizerDb">Strength of the equaliser; null: none.</param>
    /// <returns>The bandwidth in Hz.</returns>
    public static double Bandwidth(ReceiverOptions receiver, LaneOptions lane, double? equalizerDb)
    {
        double wall = 0.5 * lane.BitRateGbps * 1e9;
        if (equalizerDb is not { } db)
            return receiver.BandwidthGHz is { } pole ? HalfPi * pole * 1e9 : wall;

        double p = Equalizer.PoleHz(lane), gain = Equalizer.Gain(db), square = gain * gain;
        if (receiver.BandwidthGHz is { } ghz)
        {
            double f = ghz * 1e9;
            return HalfPi * (f * p / (f + p)) * (1 + f / p * square);
        }

        double ratio = wall / p;
        return wall * square + (1 - square) * p * Elementary.Asin(ratio / Math.Sqrt(1 + ratio * ratio));
    }
}
