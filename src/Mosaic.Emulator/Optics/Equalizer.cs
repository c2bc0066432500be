using System.Globalization;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Optics;

/// <summary>
/// The receiver's equaliser (1 + s/ω_z)/(1 + s/ω_p): one zero, at the pole's frequency over the strength, and a pole at the
/// bit rate. Its strength is its gain at high frequencies over that at none.
/// </summary>
internal static class Equalizer
{
    /// <summary>The largest strength in dB.</summary>
    public const double Strongest = 20;

    /// <summary>The setting that looks for the strength itself.</summary>
    public const string Auto = "auto";

    // Strengths that "auto" tries: each quarter of a dB.
    private const int AutoStepsPerDb = 4;

    /// <summary>Whether the receiver has one.</summary>
    public static bool IsOn(ReceiverOptions receiver) => receiver.Equalizer is not null;

    /// <summary>Frequency of the pole: the bit rate.</summary>
    public static double PoleHz(LaneOptions lane) => lane.BitRateGbps * 1e9;

    /// <summary>ω_p/ω_z of a strength.</summary>
    public static double Gain(double db) => Elementary.Pow10(db / 20);

    /// <summary>
    /// The strength in use in dB: the given one, or the one whose eye 2h₀ − Σ|h| is the widest for an LED of nominal bandwidth
    /// (the least of equals); null: no equaliser.
    /// </summary>
    public static double? Strength(OpticalLinkOptions options)
    {
        string? setting = options.Receiver.Equalizer;
        if (setting is null)
            return null;
        if (!string.Equals(setting, Auto, StringComparison.Ordinal))
            return double.Parse(setting, NumberStyles.Float, CultureInfo.InvariantCulture);

        var tables = new PulseTables(options, LaneSpread.BandwidthGHz(options.Led, 0));
        double best = 0, widest = double.NegativeInfinity;
        for (int i = 0; i <= Strongest * AutoStepsPerDb; i++)
        {
            double db = (double)i / AutoStepsPerDb;
            double opening = PulseResponse.Of(tables.Start, tables.Step(db)).WidestOpening;
            if (opening > widest + 1e-12)
                (best, widest) = (db, opening);
        }

        return best;
    }
}
