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

    public static ReceiverNoise Create(ReceiverOptions receiver, double bitRateGbps)
    {
        // A single pole passes as much white noise as a brick wall at π/2 of its −3 dB frequency.
        double bandwidth = receiver.BandwidthGHz is { } pole ? HalfPi * pole * 1e9 : 0.5 * bitRateGbps * 1e9;
        double density = receiver.NoisePaPerSqrtHz * 1e-12;
        double intensity = receiver.RinDbPerHz is { } rin ? Elementary.Pow10(rin / 10) : 0;
        return new ReceiverNoise(density * density * bandwidth, 2 * ElementaryCharge * bandwidth, intensity * bandwidth);
    }
}
