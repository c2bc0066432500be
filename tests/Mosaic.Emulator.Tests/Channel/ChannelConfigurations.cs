using System.Globalization;
using Mosaic.Emulator.Optics;
using Mosaic.Emulator.Optics.Prediction;
using Mosaic.Emulator.Tests.Optics;

namespace Mosaic.Emulator.Tests.Channel;

/// <summary>Small links over the corners of the model, with error rates that can be counted.</summary>
internal static class ChannelConfigurations
{
    private const int Random = 36;

    private static readonly OpticalLinkOptions Small = new()
    {
        Array = new ArrayOptions { Rows = 3, Columns = 4 },
        Lane = new LaneOptions { SkewSpreadPs = 200 },
    };

    private static readonly Dictionary<string, OpticalLinkOptions> Corners = new()
    {
        ["as shipped, less power"] = Small with { Led = Small.Led with { AveragePowerDbm = -12.5 } },
        ["heavy crosstalk"] = Small with { Optics = Small.Optics with { HaloFraction = 0.3, SpotSigmaUm = 15 }, Led = Small.Led with { AveragePowerDbm = -11.5 } },
        ["heavy memory"] = Small with { Led = Small.Led with { BandwidthGHz = 0.7, AveragePowerDbm = -11 } },
        ["paths of many taps"] = Small with { Led = Small.Led with { BandwidthGHz = 0.3, AveragePowerDbm = -9 }, Lane = Small.Lane with { BitRateGbps = 1.5 } },
        ["large skew"] = Small with { Lane = Small.Lane with { SkewSpreadPs = 1900 }, Optics = Small.Optics with { HaloFraction = 0.3 }, Led = Small.Led with { AveragePowerDbm = -12.5 } },
        ["midpoint threshold"] = Small with { Receiver = Small.Receiver with { Threshold = ReceiverOptions.Midpoint, RinDbPerHz = -115 }, Led = Small.Led with { AveragePowerDbm = -12.5 } },
        ["wide spread"] = Small with { Led = Small.Led with { AveragePowerDbm = -12, PowerSpreadDb = 2, BandwidthSpreadPercent = 15 } },
        ["no crosstalk"] = Small with { Optics = Small.Optics with { Crosstalk = OpticsOptions.None }, Led = Small.Led with { AveragePowerDbm = -13.5 } },
        ["jitter"] = Small with { Receiver = Small.Receiver with { JitterPs = 60 }, Led = Small.Led with { AveragePowerDbm = -12 } },
        ["jitter, and a pulse of two paths"] = Small with { Led = Small.Led with { BandwidthGHz = 0.6, AveragePowerDbm = -10.5 }, Receiver = Small.Receiver with { JitterPs = 40 } },
        ["equalised"] = Small with { Receiver = Small.Receiver with { Equalizer = "6" }, Led = Small.Led with { AveragePowerDbm = -11 } },
        ["far from the best phase"] = Small with { Receiver = Small.Receiver with { SamplingOffsetUi = 0.3 }, Led = Small.Led with { AveragePowerDbm = -11 } },
        ["nearly closed"] = Small with { Led = Small.Led with { AveragePowerDbm = -15 } },
        ["in the dark"] = Small with { Led = Small.Led with { AveragePowerDbm = -40 } },
    };

    /// <summary>All names.</summary>
    public static string[] Names => [.. Corners.Keys, .. Enumerable.Range(0, Random).Select(i => $"random {i}")];

    /// <summary>The link of a name.</summary>
    public static OpticalLinkOptions Get(string name) => Corners.TryGetValue(name, out OpticalLinkOptions? corner)
        ? corner
        : Drawn(int.Parse(name.Split(' ')[1], CultureInfo.InvariantCulture));

    /// <summary>Every third with equaliser and jitter; as much power as gives a mean error rate between 1e-3 and 0.1.</summary>
    private static OpticalLinkOptions Drawn(int number)
    {
        var random = new RandomModels(1000 + (ulong)number);
        (int rows, int columns) = (random.Integer(1, 3), random.Integer(1, 4));
        OpticalLinkOptions options = number % 3 == 0 ? random.EqualizedLink(rows, columns) : random.Link(rows, columns);
        options = options with { Lane = options.Lane with { SkewSpreadPs = random.Uniform(0, 1500) } };
        if (options.Receiver.Equalizer is not null)
        {
            // Strong ones let the current swing below zero, where noise that grows with it is not defined.
            string strength = random.Uniform(0, 8).ToString("R", CultureInfo.InvariantCulture);
            options = options with { Receiver = options.Receiver with { Equalizer = strength } };
        }

        double low = -60, high = 10, target = Math.Exp(random.Uniform(Math.Log(1e-3), Math.Log(0.1)));
        for (int i = 0; i < 12; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = Mean(middle) > target ? (middle, high) : (low, middle);
        }

        return With(high);

        OpticalLinkOptions With(double dbm) => options with { Led = options.Led with { AveragePowerDbm = dbm } };

        double Mean(double dbm) => BerPredictor.Predict(new OpticalLink(With(dbm), (ulong)number).Lanes).Average();
    }
}
