using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Tests.Optics;

/// <summary>Receivers too quiet for the currents below zero that their equaliser makes: they are refused, and the density of noise that they are told is the least.</summary>
public sealed class QuietReceiverTests
{
    private const double ElementaryCharge = 1.602176634e-19;

    [Theory]
    [InlineData("14", -140.0, 0)] // intensity noise decides
    [InlineData("14", -125.0, 0)]
    [InlineData("auto", -150.0, 0)]
    [InlineData("16", null, 0)] // shot noise alone
    [InlineData("15", -200.0, 10)] // with jitter
    public void TheLeastDensity_IsTold(string equalizer, double? rinDbPerHz, double jitterPs)
    {
        OpticalLinkOptions options = Strong(equalizer, rinDbPerHz, jitterPs);
        string message = Assert.Throws<ValidationException>(() => new OpticalLink(options, 3)).Message;
        Assert.Equal(equalizer is "auto", message.Contains(" dB (receiver.equalizer auto) takes", StringComparison.Ordinal));
        (double least, double digit, double lowest) = Told(message);
        var link = new OpticalLink(With(options, least), 3);
        Assert.Equal(lowest, link.Lanes.Min(lane => lane.Lowest) * link.CurrentUnit * 1e6, 5e-4);
        Assert.Equal(message.Replace(" 0.1 is", $" {(least - digit).ToString("0.####", CultureInfo.InvariantCulture)} is", StringComparison.Ordinal), Assert.Throws<ValidationException>(() => new OpticalLink(With(options, Math.Round(least - digit, 4)), 3)).Message);
        // ½A is what shot noise takes away there: ½i² = 2q·I.
        if (rinDbPerHz is null)
            Assert.InRange(least, Math.Sqrt(4 * ElementaryCharge * -lowest * 1e-6) * 1e12 - 1e-3, (Math.Sqrt(4 * ElementaryCharge * -lowest * 1e-6) * 1e12) + digit + 1e-3);
    }

    [Fact]
    public void TheRefusal_IsOneClearLine() => Assert.Equal(
        "receiver.noisePaPerSqrtHz: 0.1 is not allowed where an equaliser of 14 dB takes the current of lane 13 down to -11.019 µA; it is at least 2.16 there, or the equaliser weaker",
        Assert.Throws<ValidationException>(() => new OpticalLink(Strong("14", -140, 0), 3)).Message);

    [Fact]
    public void WhereNoDensityIsEnough_TheEqualizerIsRefused()
    {
        OpticalLinkOptions options = Strong("18", -112, 0);
        options = options with { Fiber = new() { LengthM = 0 }, Optics = new() { TransmitLossDb = 0, ReceiveLossDb = 0 }, Receiver = options.Receiver with { ResponsivityAPerW = 1 } };
        foreach (double density in new[] { 0.1, 1000 })
        {
            Assert.Matches(
                @"^receiver\.equalizer: 18 is not allowed where it takes the current of lane \d+ down to -\d+\.\d+ µA, too far for any receiver\.noisePaPerSqrtHz up to 1000; it is weaker there, or led\.averagePowerDbm or receiver\.rinDbPerHz lower$",
                Assert.Throws<ValidationException>(() => new OpticalLink(With(options, density), 3)).Message);
        }
    }

    /// <summary>LEDs that grow brighter or go out; the threshold stays where it was, and is another one with another noise.</summary>
    [Theory]
    [InlineData(-140.0, 2, 1)]
    [InlineData(null, 2, 1)]
    [InlineData(-130.0, 1.3, 1.1)]
    public void AfterAChange_TheLeastDensityIsTold(double? rinDbPerHz, double power, double noise)
    {
        OpticalLinkOptions options = Strong("14", rinDbPerHz, 0);
        options = With(options, Told(Assert.Throws<ValidationException>(() => new OpticalLink(options, 3)).Message).Least);
        LaneChange[] changes = [.. Enumerable.Range(0, 20).Select(lane => lane % 3 == 1 ? new LaneChange(power, noise) : LaneChange.None)];
        string message = Assert.Throws<ValidationException>(() => new OpticalLink(options, 3).LanesAfter(changes)).Message;
        (double least, double digit, double lowest) = Told(message);
        IReadOnlyList<LaneDecisionModel> after = new OpticalLink(With(options, least), 3).LanesAfter(changes);
        Assert.Equal(20, after.Count);
        Assert.True(lowest < 0);
        Assert.Throws<ValidationException>(() => new OpticalLink(With(options, least - digit), 3).LanesAfter(changes));
    }

    private static OpticalLinkOptions Strong(string equalizer, double? rinDbPerHz, double jitterPs) => new()
    {
        Array = new() { Rows = 4, Columns = 5 },
        Led = new() { AveragePowerDbm = 10 },
        Receiver = new() { NoisePaPerSqrtHz = 0.1, Equalizer = equalizer, RinDbPerHz = rinDbPerHz, JitterPs = jitterPs },
    };

    private static OpticalLinkOptions With(OpticalLinkOptions options, double density) => options with { Receiver = options.Receiver with { NoisePaPerSqrtHz = density } };

    /// <summary>The density that a refusal tells, one in its last digit, and the current in µA.</summary>
    private static (double Least, double Digit, double Lowest) Told(string refusal)
    {
        Assert.StartsWith("receiver.noisePaPerSqrtHz: ", refusal, StringComparison.Ordinal);
        double least = Behind("it is at least "), lowest = Behind("down to ");
        return (least, Math.Pow(10, Math.Floor(Math.Log10(least)) - 2), lowest);

        double Behind(string words) => double.Parse(refusal.Split(words)[1].Split(' ')[0], CultureInfo.InvariantCulture);
    }
}
