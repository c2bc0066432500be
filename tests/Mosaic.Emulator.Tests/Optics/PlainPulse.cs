using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Tests.Optics;

/// <summary>The pulse of an LED written down again from the equations: residues of any number of poles, Simpson's rule over the rays, and the eye at a phase.</summary>
internal sealed class PlainPulse
{
    private readonly OpticalLinkOptions _o;
    private readonly Dictionary<double, (double One, double Ten)> _steps = []; // by time in UI: without an equaliser, and with a gain of ten
    private readonly double[] _poles;
    private readonly double _equalizer, _sigma, _ui, _axial, _largest, _modalSigma;

    /// <param name="options">The link.</param>
    /// <param name="ledGHz">Bandwidth of the LED; null: none.</param>
    public PlainPulse(OpticalLinkOptions options, double? ledGHz)
    {
        _o = options;
        _ui = 1 / (_o.Lane.BitRateGbps * 1e9);
        _axial = _o.Fiber.LengthM * _o.Fiber.CoreIndex / 299792458.0;
        _largest = Math.Asin(_o.Fiber.NumericalAperture / _o.Fiber.CoreIndex);
        _modalSigma = Math.Asin(Math.Sin(_o.Fiber.LaunchHalfAngleDeg * Math.PI / 180) / _o.Fiber.CoreIndex)
            / Math.Sqrt(2 * Math.Log(2));
        _sigma = _o.Fiber.ChromaticPsPerNmKm * _o.Fiber.SpectralWidthNm * _o.Fiber.LengthM * 1e-15 / (2 * Math.Sqrt(2 * Math.Log(2)));
        // The equaliser's pole is at the bit rate.
        _equalizer = _o.Receiver.Equalizer is null ? 0 : _ui / (2 * Math.PI);
        _poles =
        [
            .. from ghz in new[] { ledGHz, _o.Receiver.BandwidthGHz } where ghz is not null select 1 / (2 * Math.PI * ghz.Value * 1e9),
            .. _equalizer > 0 ? [_equalizer] : Array.Empty<double>(),
        ];
    }

    /// <summary>S(t), t in UI, behind an equaliser: linear in its gain.</summary>
    public double Step(double t, double? equalizerDb)
    {
        if (!_steps.TryGetValue(t, out (double One, double Ten) at))
            _steps.Add(t, at = (Mean(t, 1), _equalizer > 0 ? Mean(t, 10) : 0));
        return equalizerDb is { } db ? at.One + (Math.Pow(10, db / 20) - 1) / 9 * (at.Ten - at.One) : at.One;
    }

    /// <summary>2h₀ − Σ|h| at a phase in 1/256 UI.</summary>
    public double Opening(int phase, double? equalizerDb)
    {
        double opening = 0;
        for (int k = -4; k <= 12; k++)
        {
            double t = phase / 256.0 + k, tap = Step(t, equalizerDb) - Step(t - 1, equalizerDb);
            opening += (k == 0 ? 2 * tap : 0) - Math.Abs(tap);
        }

        return opening;
    }

    /// <summary>The widest opening of all phases: every 16th of the first three UI, then nearer to the best.</summary>
    public double WidestOpening(double? equalizerDb)
    {
        int best = Best(0, 768, 16);
        best = Best(best - 16, best + 16, 4);
        return Opening(Best(best - 4, best + 4, 1), equalizerDb);

        int Best(int first, int last, int by) =>
            Enumerable.Range(0, (last - first) / by + 1).Select(i => first + i * by).MaxBy(phase => Opening(phase, equalizerDb));
    }

    public static double Simpson(Func<double, double> f, double from, double to, int intervals)
    {
        double h = (to - from) / intervals, sum = f(from) + f(to);
        for (int i = 1; i < intervals; i++)
            sum += (i % 2 == 1 ? 4 : 2) * f(from + i * h);
        return sum * h / 3;
    }

    private double Mean(double t, double gain)
    {
        return Simpson(a => Weight(a) * Filtered(t * _ui - _axial * (1 / Math.Cos(a) - 1), gain), 0, _largest, 800) / Simpson(Weight, 0, _largest, 800);

        double Weight(double a) => Math.Sin(a) * Math.Cos(a) * Math.Exp(-a * a / (2 * _modalSigma * _modalSigma));
    }

    /// <summary>Residues of (1 + s·gain·τₑ)/∏(1 + sτ), each with what its decay and the Gaussian make together.</summary>
    private double Filtered(double t, double gain)
    {
        double step = Gaussian.Q(-t / _sigma);
        foreach (double tau in _poles)
        {
            double residue = _equalizer > 0 ? 1 - gain * _equalizer / tau : 1;
            foreach (double other in _poles)
                residue *= other == tau ? 1 : tau / (tau - other);
            step -= residue * Math.Exp(_sigma * _sigma / (2 * tau * tau) - t / tau) * Gaussian.Q(_sigma / tau - t / _sigma);
        }

        return step;
    }
}
