using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Mosaic.Emulator.Optics;

/// <summary>
/// The step response of LED, fibre and receiver on the grid of 1/256 UI, without the equaliser and with its pole: what
/// any strength makes of it is a mixture of the two. The equaliser (1 + s/ω_z)/(1 + s/ω_p) with the strength g = ω_p/ω_z
/// is g + (1 − g)/(1 + s/ω_p), so S = g·S_plain + (1 − g)·S_pole.
/// </summary>
internal sealed class PulseTables
{
    /// <summary>The longest pulse in UI, from its front until it is over.</summary>
    public const int LongestUi = 128;

    // The tables end where 1 − S is this small; beyond, S = 1.
    private const double Tail = 1e-10;
    private const double FwhmPerSigma = 2.3548200450309493; // 2·√(2 ln 2)

    private readonly ModalDelays _modes;
    private readonly FilterStep _plain;
    private readonly FilterStep? _withPole;
    private readonly double _gridStep; // s
    private readonly double[] _plainTable, _poleTable;

    /// <summary>The pulse of an LED of a bandwidth of its own, in GHz (null: ideal).</summary>
    /// <exception cref="ValidationException">The pulse is longer than <see cref="LongestUi"/>.</exception>
    public PulseTables(OpticalLinkOptions options, double? ledBandwidthGHz)
    {
        FiberOptions fiber = options.Fiber;
        _gridStep = 1e-9 / options.Lane.BitRateGbps / PulseResponse.StepsPerUi;
        double chromatic = fiber.ChromaticPsPerNmKm * fiber.SpectralWidthNm * 1e-15 * fiber.LengthM / FwhmPerSigma;
        double? led = ledBandwidthGHz * 1e9, receiver = options.Receiver.BandwidthGHz * 1e9;
        _plain = new FilterStep(chromatic, led, receiver);
        _withPole = Equalizer.IsOn(options.Receiver) ? new FilterStep(chromatic, led, receiver, Equalizer.PoleHz(options.Lane)) : null;
        _modes = new ModalDelays(fiber);

        // The slower of the two is S_pole: |1 − S| ≤ (2g − 1)·(1 − S_pole).
        FilterStep slowest = _withPole ?? _plain;
        double tail = _withPole is null ? Tail : Tail / (2 * Equalizer.Gain(Equalizer.Strongest) - 1);
        Start = (int)Math.Floor(-9 * chromatic / _gridStep);
        int longest = LongestUi * PulseResponse.StepsPerUi;
        if (_modes.Average(slowest, (Start + longest) * _gridStep) < 1 - tail)
        {
            long lasts = LongestUi;
            while (_modes.Average(slowest, (Start + ((double)lasts * PulseResponse.StepsPerUi)) * _gridStep) < 1 - tail)
                lasts += (lasts + 7) / 8;
            throw new ValidationException(string.Create(
                CultureInfo.InvariantCulture,
                $"lane.bitRateGbps: {options.Lane.BitRateGbps} is not allowed where led.bandwidthGHz, receiver.bandwidthGHz and the fibre's dispersion let a bit last some {lasts} UI; it lasts at most {LongestUi}"));
        }

        int length = Length(slowest, longest, 1 - tail);
        _poleTable = Table(slowest, length);
        _plainTable = _withPole is null ? _poleTable : Table(_plain, length);
    }

    /// <summary>Time of the first entry in 1/256 UI.</summary>
    public int Start { get; }

    /// <summary>S from <see cref="Start"/> on.</summary>
    /// <param name="equalizerDb">Strength of the equaliser; null: none.</param>
    public double[] Step(double? equalizerDb)
    {
        if (equalizerDb is not { } db)
            return _plainTable;
        double gain = Equalizer.Gain(db);
        var mixed = new double[_plainTable.Length];
        for (int i = 0; i < mixed.Length; i++)
            mixed[i] = gain * _plainTable[i] + (1 - gain) * _poleTable[i];
        return mixed;
    }

    /// <summary>S′ at a time in 1/256 UI, in 1/s.</summary>
    /// <param name="time">The time.</param>
    /// <param name="equalizerDb">Strength of the equaliser; null: none.</param>
    public double Slope(int time, double? equalizerDb)
    {
        double plain = _modes.AverageSlope(_plain, time * _gridStep);
        if (equalizerDb is not { } db)
            return plain;
        double gain = Equalizer.Gain(db);
        return gain * plain + (1 - gain) * _modes.AverageSlope(_withPole!, time * _gridStep);
    }

    /// <summary>Up to the first entry where S, which never falls, is so large.</summary>
    private int Length(FilterStep filter, int longest, double over)
    {
        int low = 0, high = longest;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_modes.Average(filter, (Start + middle) * _gridStep) < over)
                low = middle + 1;
            else
                high = middle;
        }

        return low + 1;
    }

    private double[] Table(FilterStep filter, int length)
    {
        var table = new double[length];
        if (_modes.Largest > 0)
        {
            // Each entry is an integral over the rays.
            SmoothTable.Fill(table, place => _modes.Average(filter, (Start + place) * _gridStep));
            return table;
        }

        for (int i = 0; i < length; i++)
            table[i] = _modes.Average(filter, (Start + i) * _gridStep);
        return table;
    }
}
