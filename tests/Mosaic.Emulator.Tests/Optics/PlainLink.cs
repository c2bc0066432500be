using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Tests.Optics;

/// <summary>
/// The optical path written down again from the equations, slowly, in doubles and amperes, in continuous time: LED j
/// sends bit m from mT + τⱼ on, receiver i samples bit n at nT + φ + τᵢ.
/// </summary>
internal sealed class PlainLink
{
    private readonly OpticalLinkOptions _o;
    private readonly OpticalLink _link;
    private readonly Dictionary<(double, double), double> _steps = []; // by bandwidth in GHz, and time in UI: a multiple of 1/256 and so exact
    private double[,]? _mixed;
    private readonly double _ui, _axial, _largest, _modalSigma;

    public PlainLink(OpticalLink link)
    {
        (_link, _o) = (link, link.Options);
        _ui = 1 / (_o.Lane.BitRateGbps * 1e9);
        _axial = _o.Fiber.LengthM * _o.Fiber.CoreIndex / 299792458.0;
        _largest = Math.Asin(_o.Fiber.NumericalAperture / _o.Fiber.CoreIndex);
        _modalSigma = Math.Asin(Math.Sin(_o.Fiber.LaunchHalfAngleDeg * Math.PI / 180) / _o.Fiber.CoreIndex)
            / Math.Sqrt(2 * Math.Log(2));
    }

    public double Dark => _o.Receiver.DarkCurrentNa * 1e-9;

    /// <summary>Current that the 0s of LED j add at receiver i, at response 1.</summary>
    public double Zero(int i, int j) => Scale(i, j) * 2 / (1 + Extinction);

    /// <summary>What the bit k UI back of LED j adds to receiver i's current when it is 1.</summary>
    public double Coefficient(int i, int j, int k) => Zero(i, j) * (Extinction - 1) * Response(i, j, k);

    /// <summary>What is left of the bit k UI back of LED j at receiver i's sampling instant.</summary>
    public double Response(int i, int j, int k)
    {
        double t = k + _link.Pulses[i].SamplingPhase / 256.0 + (_link.SkewUi[i] - _link.SkewUi[j]);
        return Step(j, t) - Step(j, t - 1);
    }

    /// <summary>How far the bit k UI back of LED i, when it is 1, moves receiver i's current within one deviation of the sampling instant.</summary>
    public double Displacement(int i, int k)
    {
        // A central difference; its error is h²/6 times the third derivative.
        const double h = 1e-3;
        double t = k + _link.Pulses[i].SamplingPhase / 256.0;
        double slope = (Step(i, t + h) - Step(i, t - h) - Step(i, t - 1 + h) + Step(i, t - 1 - h)) / (2 * h * _ui);
        return Zero(i, i) * (Extinction - 1) * slope * _o.Receiver.JitterPs * 1e-12;
    }

    public double Sigma(double current, double displacement = 0)
    {
        double b = _o.Receiver.BandwidthGHz * 1e9 * Math.PI / 2 ?? _o.Lane.BitRateGbps * 1e9 / 2;
        if (_link.EqualizerDb is not null)
        {
            // ∫|H|² df with f = f_rx·tan u, and the brick wall of an ideal receiver.
            double f = _o.Receiver.BandwidthGHz * 1e9 ?? 0, wall = _o.Lane.BitRateGbps * 1e9 / 2, zero = ZeroHz, pole = PoleHz;
            double Shape(double x) => (1 + x * x / (zero * zero)) / (1 + x * x / (pole * pole));
            b = f > 0 ? Simpson(u => f * Shape(f * Math.Tan(u)), 0, Math.PI / 2 - 1e-9, 20_000) : Simpson(Shape, 0, wall, 2000);
        }

        double amplifier = _o.Receiver.NoisePaPerSqrtHz * 1e-12;
        double rin = _o.Receiver.RinDbPerHz is { } db ? Math.Pow(10, db / 10) : 0;
        return Math.Sqrt(amplifier * amplifier * b + 2 * 1.602176634e-19 * current * b + rin * b * current * current + displacement * displacement);
    }

    public double Coupling(int i, int j)
    {
        (int rows, int columns) = (_o.Array.Rows, _o.Array.Columns);
        switch (_o.Optics.Crosstalk)
        {
            case "none":
                return i == j ? 1 : 0;
            case "kernel":
                (int down, int right) = (Math.Abs(i / columns - j / columns), Math.Abs(i % columns - j % columns));
                double? level = (down, right) switch { (0, 0) => 0, (0, 1) or (1, 0) => _o.Optics.NearestDb, (1, 1) => _o.Optics.DiagonalDb, _ => null };
                return level is { } db ? Math.Pow(10, -db / 10) : 0;
            case "file":
                return _o.MeasuredCoupling![i, j];
            default:
                return Mixed()[i, j];
        }

        double[,] Mixed()
        {
            if (_mixed is not null)
                return _mixed;

            // dP/dz = h·G·P in many small steps of the classical Runge–Kutta method: P(z + Δ) = (1 + x + x²/2 + x³/6 + x⁴/24)·P, x = Δ·h·G.
            int count = rows * columns;
            const int steps = 500;
            var power = new double[count, count];
            for (int receiver = 0; receiver < count; receiver++)
            {
                for (int source = 0; source < count; source++)
                    power[receiver, source] = Geometry(receiver, source);
            }

            double x = _o.Fiber.CouplingPerM * _o.Fiber.LengthM / steps;
            for (int step = 0; step < steps && x > 0; step++)
            {
                double[,] term = power, sum = (double[,])power.Clone();
                for (int n = 1; n <= 4; n++)
                {
                    var next = new double[count, count];
                    for (int to = 0; to < count; to++)
                    {
                        for (int from = 0; from < count; from++)
                        {
                            if (Math.Abs(to / columns - from / columns) + Math.Abs(to % columns - from % columns) != 1)
                                continue;
                            for (int source = 0; source < count; source++)
                                next[to, source] += x / n * (term[from, source] - term[to, source]);
                        }
                    }

                    term = next;
                    for (int to = 0; to < count; to++)
                    {
                        for (int source = 0; source < count; source++)
                            sum[to, source] += term[to, source];
                    }
                }

                power = sum;
            }

            return _mixed = power;
        }
    }

    private double Geometry(int i, int j)
    {
        (double xi, double yi) = Place(i);
        (double xj, double yj) = Place(j);
        double a = _o.Optics.RotationMrad / 1000, m = _o.Optics.Magnification;
        double dx = xi - (m * (xj * Math.Cos(a) - yj * Math.Sin(a)) + _o.Optics.OffsetXUm);
        double dy = yi - (m * (xj * Math.Sin(a) + yj * Math.Cos(a)) + _o.Optics.OffsetYUm);
        double halo = _o.Optics.HaloFraction, blur = _o.Optics.DefocusUm * Math.Tan(_o.Optics.DivergenceDeg * Math.PI / 180);
        double spot = Math.Sqrt(_o.Optics.SpotSigmaUm * _o.Optics.SpotSigmaUm + blur * blur);
        return (1 - halo) * Over(dx, spot) * Over(dy, spot)
            + halo * Over(dx, _o.Optics.HaloSigmaUm) * Over(dy, _o.Optics.HaloSigmaUm);
    }

    private double PoleHz => _o.Lane.BitRateGbps * 1e9;

    private double ZeroHz => PoleHz / Math.Pow(10, _link.EqualizerDb!.Value / 20);

    private double Extinction => Math.Pow(10, _o.Led.ExtinctionRatioDb / 10);

    private double Scale(int i, int j) => _o.Receiver.ResponsivityAPerW * 1e-3 * Coupling(i, j) * Math.Pow(
        10, (_link.PowerDbm[j] - _o.Optics.TransmitLossDb - _o.Fiber.LengthM * _o.Fiber.AttenuationDbPerM - _o.Optics.ReceiveLossDb) / 10);

    private (double X, double Y) Place(int i) => (
        (i % _o.Array.Columns - (_o.Array.Columns - 1) / 2.0) * _o.Array.PitchUm,
        (i / _o.Array.Columns - (_o.Array.Rows - 1) / 2.0) * _o.Array.PitchUm);

    private double Over(double distance, double sigma) => Simpson(
        x => Math.Exp(-x * x / (2 * sigma * sigma)) / (sigma * Math.Sqrt(2 * Math.PI)),
        distance - _o.Receiver.ApertureUm / 2, distance + _o.Receiver.ApertureUm / 2, 400);

    private double Step(int led, double t)
    {
        double bandwidth = _link.LedBandwidthGHz[led]!.Value;
        if (!_steps.TryGetValue((bandwidth, t), out double step))
        {
            double Weight(double a) => Math.Sin(a) * Math.Cos(a) * Math.Exp(-a * a / (2 * _modalSigma * _modalSigma));
            step = Simpson(a => Weight(a) * Filtered(bandwidth, t * _ui - _axial * (1 / Math.Cos(a) - 1)), 0, _largest, 400)
                / Simpson(Weight, 0, _largest, 400);
            _steps.Add((bandwidth, t), step);
        }

        return step;
    }

    private double Filtered(double ledGHz, double t)
    {
        double s = _o.Fiber.ChromaticPsPerNmKm * _o.Fiber.SpectralWidthNm * _o.Fiber.LengthM * 1e-15 / (2 * Math.Sqrt(2 * Math.Log(2)));
        double a = 1 / (2 * Math.PI * ledGHz * 1e9), b = 1 / (2 * Math.PI * _o.Receiver.BandwidthGHz!.Value * 1e9);
        double Tail(double tau) => Math.Exp(s * s / (2 * tau * tau) - t / tau) * Gaussian.Q(s / tau - t / s);
        if (_link.EqualizerDb is not null)
        {
            // Residues of (1 + s/ω_z)/((1 + sa)(1 + sb)(1 + sc)).
            double c = 1 / (2 * Math.PI * PoleHz), z = 1 / (2 * Math.PI * ZeroHz);
            double Residue(double at, double other1, double other2) => (1 - z / at) * at * at / ((at - other1) * (at - other2));
            return Gaussian.Q(-t / s) - Residue(a, b, c) * Tail(a) - Residue(b, a, c) * Tail(b) - Residue(c, a, b) * Tail(c);
        }

        return Gaussian.Q(-t / s) - (a * Tail(a) - b * Tail(b)) / (a - b);
    }

    private static double Simpson(Func<double, double> f, double from, double to, int intervals)
    {
        double h = (to - from) / intervals, sum = f(from) + f(to);
        for (int i = 1; i < intervals; i++)
            sum += (i % 2 == 1 ? 4 : 2) * f(from + i * h);
        return sum * h / 3;
    }
}
