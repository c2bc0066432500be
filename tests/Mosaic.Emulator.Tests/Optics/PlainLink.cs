using System.Globalization;
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
    private readonly Dictionary<double, PlainPulse> _pulses = []; // by bandwidth in GHz, 0: none
    private readonly double[] _power, _late; // dBm, UI
    private readonly double?[] _bandwidth; // GHz
    private double[,]? _mixed;

    /// <summary>Its sampling phases and the equaliser's strength are those of the link: <see cref="AssertEyesAreWidest"/>.</summary>
    public PlainLink(OpticalLink link, ulong seed)
    {
        (_link, _o) = (link, link.Options);
        double warmer = _o.Led.TemperatureC - 25, inFiber = _o.Fiber.SkewSpreadPsPerM * _o.Fiber.LengthM;
        double latePs = Math.Sqrt(_o.Lane.SkewSpreadPs * _o.Lane.SkewSpreadPs + inFiber * inFiber);
        _power = PerLane(lane => _o.Led.AveragePowerDbm + _o.Led.PowerDbPerK * warmer + _o.Led.PowerSpreadDb * Normal(Draw(RandomPurpose.LedPower, lane).Low));
        _late = PerLane(lane => Math.Round(latePs * Normal(Draw(RandomPurpose.LaneSkew, lane).Low) * _o.Lane.BitRateGbps * 1e-3 * 256) / 256);
        _bandwidth = PerLane(lane => _o.Led.BandwidthGHz * Math.Exp(
            (_o.Led.BandwidthPercentPerK * warmer + _o.Led.BandwidthSpreadPercent * Math.Round(8 * Normal(Draw(RandomPurpose.LedPower, lane).High)) / 8) / 100));

        T[] PerLane<T>(Func<int, T> value) => [.. Enumerable.Range(0, link.Lanes.Count).Select(value)];
        (ulong Low, ulong High) Draw(RandomPurpose purpose, int lane) => new RandomAddress(seed, purpose, Lane: lane).Block(0);
        static double Normal(ulong word) => -Gaussian.QInverse(RandomAddress.ToOpenUnit(word));
    }

    /// <summary>The link samples a lane where its eye is the widest, and its equaliser is the one in question.</summary>
    public void AssertEyesAreWidest(int lane)
    {
        PlainPulse pulse = Pulse(lane);
        int best = _link.Pulses[lane].SamplingPhase - (int)Math.Round(256 * _o.Receiver.SamplingOffsetUi);
        Assert.Equal(pulse.WidestOpening(_link.EqualizerDb), pulse.Opening(best, _link.EqualizerDb), 1e-8);
        if (_o.Receiver.Equalizer is not "auto")
        {
            Assert.Equal(_o.Receiver.Equalizer, _link.EqualizerDb?.ToString("R", CultureInfo.InvariantCulture));
            return;
        }

        Assert.Equal(0, _o.Led.BandwidthSpreadPercent); // it is that of an LED of nominal bandwidth
        Assert.Equal(Enumerable.Range(0, 81).Max(quarter => pulse.WidestOpening(0.25 * quarter)), pulse.WidestOpening(_link.EqualizerDb), 1e-8);
    }

    public double Dark => _o.Receiver.DarkCurrentNa * 1e-9;

    /// <summary>Current that the 0s of LED j add at receiver i, at response 1.</summary>
    public double Zero(int i, int j) => Scale(i, j) * 2 / (1 + Extinction);

    /// <summary>What the bit k UI back of LED j adds to receiver i's current when it is 1.</summary>
    public double Coefficient(int i, int j, int k) => Zero(i, j) * (Extinction - 1) * Response(i, j, k);

    /// <summary>What is left of the bit k UI back of LED j at receiver i's sampling instant.</summary>
    public double Response(int i, int j, int k)
    {
        double t = k + _link.Pulses[i].SamplingPhase / 256.0 + (_late[i] - _late[j]);
        return Step(j, t) - Step(j, t - 1);
    }

    /// <summary>How far the bit k UI back of LED i, when it is 1, moves receiver i's current within one deviation of the sampling instant.</summary>
    public double Displacement(int i, int k)
    {
        // A central difference through four points; its error is h⁴/30 times the fifth derivative.
        const double h = 1e-3;
        double t = k + _link.Pulses[i].SamplingPhase / 256.0;
        double slope = (8 * (Tap(h) - Tap(-h)) - Tap(2 * h) + Tap(-2 * h)) / (12 * h) * _o.Lane.BitRateGbps * 1e9;
        return Zero(i, i) * (Extinction - 1) * slope * _o.Receiver.JitterPs * 1e-12;

        double Tap(double later) => Step(i, t + later) - Step(i, t + later - 1);
    }

    public double Sigma(double current, double displacement = 0)
    {
        double b = _o.Receiver.BandwidthGHz * 1e9 * Math.PI / 2 ?? _o.Lane.BitRateGbps * 1e9 / 2;
        if (_link.EqualizerDb is not null)
        {
            // ∫|H|² df with f = f_rx·tan u, and the brick wall of an ideal receiver.
            double f = _o.Receiver.BandwidthGHz * 1e9 ?? 0, wall = _o.Lane.BitRateGbps * 1e9 / 2, zero = ZeroHz, pole = PoleHz;
            double Shape(double x) => (1 + x * x / (zero * zero)) / (1 + x * x / (pole * pole));
            b = f > 0 ? PlainPulse.Simpson(u => f * Shape(f * Math.Tan(u)), 0, Math.PI / 2 - 1e-9, 20_000) : PlainPulse.Simpson(Shape, 0, wall, 2000);
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
        10, (_power[j] - _o.Optics.TransmitLossDb - _o.Fiber.LengthM * _o.Fiber.AttenuationDbPerM - _o.Optics.ReceiveLossDb) / 10);

    private (double X, double Y) Place(int i) => (
        (i % _o.Array.Columns - (_o.Array.Columns - 1) / 2.0) * _o.Array.PitchUm,
        (i / _o.Array.Columns - (_o.Array.Rows - 1) / 2.0) * _o.Array.PitchUm);

    private double Over(double distance, double sigma) => PlainPulse.Simpson(
        x => Math.Exp(-x * x / (2 * sigma * sigma)) / (sigma * Math.Sqrt(2 * Math.PI)),
        distance - _o.Receiver.ApertureUm / 2, distance + _o.Receiver.ApertureUm / 2, 400);

    private PlainPulse Pulse(int led)
    {
        if (!_pulses.TryGetValue(_bandwidth[led] ?? 0, out PlainPulse? pulse))
            _pulses.Add(_bandwidth[led] ?? 0, pulse = new PlainPulse(_o, _bandwidth[led]));
        return pulse;
    }

    private double Step(int led, double t) => Pulse(led).Step(t, _link.EqualizerDb);
}
