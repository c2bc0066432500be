using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;
using Mosaic.Emulator.Optics.Prediction;

namespace Mosaic.Emulator.Tests.Optics;

public class OpticalLinkTests
{
    private static readonly JsonSerializerOptions CamelCase = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    [Fact]
    public void Models_EqualAPlainEvaluation_OfRandomLinks()
    {
        var random = new RandomModels(31);
        for (int i = 0; i < 40; i++)
        {
            var link = new OpticalLink(WithoutPoles(random.Link(random.Integer(1, 3), random.Integer(1, 3)), i), seed: (ulong)i);
            AssertEqual(link, new PlainLink(link, (ulong)i), link.Lanes[random.Integer(0, link.Lanes.Count - 1)]);
        }
    }

    [Fact]
    public void EqualizedLinksWithJitter_EqualAPlainEvaluation()
    {
        var random = new RandomModels(34);
        for (int i = 0; i < 40; i++)
        {
            var link = new OpticalLink(WithoutPoles(random.EqualizedLink(random.Integer(1, 2), random.Integer(1, 3)), i), seed: (ulong)i);
            AssertEqual(link, new PlainLink(link, (ulong)i), link.Lanes[random.Integer(0, link.Lanes.Count - 1)]);
        }
    }

    [Fact]
    public void EveryKindOfCoupling_EqualsAPlainEvaluation()
    {
        var random = new RandomModels(32);
        for (int i = 0; i < 16; i++)
        {
            OpticalLinkOptions options = random.Link(random.Integer(1, 3), random.Integer(2, 3));
            int channels = options.Array.Rows * options.Array.Columns;
            using var csv = new StringReader(string.Join('\n', Enumerable.Range(0, channels).Select(r => string.Join(
                ',', Enumerable.Range(0, channels).Select(c => random.Uniform(0, r == c ? 1 : 0.02).ToString("R", CultureInfo.InvariantCulture))))));
            options = (i % 4) switch
            {
                0 => options with { Optics = options.Optics with { DefocusUm = random.Uniform(-40, 40), DivergenceDeg = random.Uniform(3, 20) } },
                1 => options with { Fiber = options.Fiber with { CouplingPerM = random.Uniform(1e-4, 3e-3) } },
                2 => options with { Optics = options.Optics with { Crosstalk = "kernel", NearestDb = random.Uniform(12, 30), DiagonalDb = random.Uniform(15, 40) } },
                _ => options with { Optics = options.Optics with { Crosstalk = "file" }, MeasuredCoupling = MeasuredCoupling.Read(csv) },
            };
            var link = new OpticalLink(options, seed: (ulong)i);
            AssertEqual(link, new PlainLink(link, (ulong)i), link.Lanes[random.Integer(0, link.Lanes.Count - 1)]);
        }
    }

    [Fact]
    public void LanesAfterAChange_EqualAPlainEvaluation_AtTheOldThreshold()
    {
        var random = new RandomModels(35);
        for (int i = 0; i < 8; i++)
        {
            var link = new OpticalLink(random.Link(2, 3), seed: (ulong)i);
            var plain = new PlainLink(link, (ulong)i);
            LaneChange[] changes = [.. link.Lanes.Select((_, j) => new LaneChange(j == i % 6 ? 0 : random.Uniform(0, 2), random.Uniform(1, 9)))];
            LaneDecisionModel before = link.Lanes[(i + 1) % 6], after = link.LanesAfter(changes)[(i + 1) % 6];
            double cursor = plain.Coefficient(before.Lane, before.Lane, 0), off = plain.Dark;
            Assert.Equal(before.Threshold, after.Threshold);
            Assert.Equal(before.Paths.Length, after.Paths.Length);
            foreach (LeakagePath path in after.Paths)
            {
                double power = changes[path.Source].Power;
                for (int k = path.FirstShift; k <= path.LastShift; k++)
                {
                    off += power * plain.Zero(after.Lane, path.Source) * plain.Response(after.Lane, path.Source, k);
                    Assert.Equal(power * plain.Coefficient(after.Lane, path.Source, k) / cursor, path.Coefficients[k - path.FirstShift] * link.CurrentUnit / cursor, 1e-9);
                }
            }

            Assert.Equal(off / cursor, after.OffLevel * link.CurrentUnit / cursor, 1e-8);
            double current = after.Threshold * link.CurrentUnit, extra = (changes[after.Lane].Noise - 1) * plain.Sigma(0) * plain.Sigma(0);
            Assert.Equal(1, after.Sigma(after.Threshold) * link.CurrentUnit / plain.Sigma(current, Math.Sqrt(extra)), 1e-12);
        }
    }

    [Fact]
    public void LedsOfDifferentBandwidth_EqualAPlainEvaluation()
    {
        var random = new RandomModels(33);
        for (int i = 0; i < 6; i++)
        {
            OpticalLinkOptions options = random.Link(1, 3);
            options = options with { Led = options.Led with { BandwidthSpreadPercent = random.Uniform(5, 20), TemperatureC = random.Uniform(-20, 90) } };
            var link = new OpticalLink(options, seed: (ulong)i);
            Assert.NotEqual(link.LedBandwidthGHz[0], link.LedBandwidthGHz[1]);
            AssertEqual(link, new PlainLink(link, (ulong)i), link.Lanes[1]);
        }
    }

    [Fact]
    public void BandwidthSpread_HasItsDeviation_IsNotThatOfPower_AndKeepsPulsesFew()
    {
        OpticalLinkOptions options = new() { Optics = new OpticsOptions { Crosstalk = "none" } };
        options = options with { Led = options.Led with { BandwidthSpreadPercent = 10 } };
        var link = new OpticalLink(options, 1);
        double[] steps = [.. link.LedBandwidthGHz.Select(b => 80 * Math.Log(b!.Value / 1.87))];
        Assert.All(steps, step => Assert.Equal(Math.Round(step), step, 1e-9));

        // A chi-square of 400 degrees, but for 1e-6; rounding to eighths adds 1/768. The power's numbers are others.
        Assert.InRange(steps.Sum(s => s * s / 64), 276.57, 554.5);
        double together = steps.Zip(link.PowerDbm, (s, p) => s / 8 * ((p + 10.1) / 0.5)).Sum();
        Assert.InRange(together / 20, -5, 5);
        Assert.InRange(link.Pulses.Distinct().Count(), 20, 72);
        for (int i = 0; i < 5; i++)
            Assert.Equal([.. PulseResponse.Create(options, link.LedBandwidthGHz[i], null).Taps], link.Pulses[i].Taps.ToArray());
    }

    [Fact]
    public void Temperature_ChangesPowerAndBandwidth_ByTheirCoefficients()
    {
        OpticalLinkOptions options = new() { Led = new LedOptions { PowerSpreadDb = 0, TemperatureC = 85, PowerDbPerK = -0.01, BandwidthPercentPerK = -0.2 } };
        var link = new OpticalLink(options, 1);
        Assert.All(link.PowerDbm, p => Assert.Equal(-10.7, p, 1e-12));
        Assert.All(link.LedBandwidthGHz, b => Assert.Equal(1.87 * Math.Exp(-0.12), b!.Value, 1e-12));
        Assert.Equal(-10.7, LinkBudget.Of(link).Steps[0].Dbm!.Value, 1e-12);
        double warm = BerPredictor.Predict(link.Lanes[210]), cool = BerPredictor.Predict(new OpticalLink(options with { Led = options.Led with { TemperatureC = 25 } }, 1).Lanes[210]);
        Assert.True(warm > 3 * cool);
    }

    /// <summary>LEDs that their temperature makes brighter than any may be are refused, with the most that they may have; with that they are taken.</summary>
    [Theory]
    [InlineData(5, 150, 0.1, "17.5", -2.5)]
    [InlineData(10, 0, -0.008, "10.2", 9.8)]
    [InlineData(5.123, -40, -0.0774, "10.154", 4.969)]
    public void LightOfATemperature_IsHeldToTheRange(double dbm, double celsius, double dbPerK, string nominal, double most)
    {
        OpticalLinkOptions With(double power) => new() { Array = new() { Rows = 2, Columns = 2 }, Led = new() { AveragePowerDbm = power, TemperatureC = celsius, PowerDbPerK = dbPerK } };
        Assert.Equal(
            string.Create(CultureInfo.InvariantCulture, $"led.averagePowerDbm: {dbm} is not allowed where {celsius} °C and {dbPerK} dB/K make {nominal} dBm of it; it is at most {most} there"),
            Assert.Throws<ValidationException>(() => new OpticalLink(With(dbm), 1)).Message);
        Assert.Equal(4, new OpticalLink(With(most), 1).Lanes.Count);
        Assert.Throws<ValidationException>(() => new OpticalLink(With(most + 0.002), 1));
    }

    [Fact]
    public void NoLightAtAll_IsAClosedEye()
    {
        OpticalLinkOptions options = new()
        {
            Array = new ArrayOptions { Rows = 1, Columns = 1 },
            Optics = new OpticsOptions { HaloFraction = 0, OffsetXUm = 1000 },
            Receiver = new ReceiverOptions { DarkCurrentNa = 0 },
        };
        var link = new OpticalLink(options, 1);
        Assert.Equal(0.5, BerPredictor.Predict(link.Lanes[0]), 1e-9);
        Assert.Equal(0, link.DroppedTapFraction);
    }

    [Fact]
    public void IdealReceiver_ClosedForm()
    {
        // Q = (I₁ − I₀)/(σ₀ + σ₁) by mpmath, with amplifier and shot noise in half the bit rate.
        OpticalLinkOptions options = Preset("ideal");
        Assert.Equal(1, Gaussian.QInverse(BerPredictor.Predict(new OpticalLink(options, 1).Lanes[17])) / 23.25328115342675, 1e-10);
        options = options with { Optics = options.Optics with { ReceiveLossDb = 10 } };
        Assert.Equal(1, BerPredictor.Predict(new OpticalLink(options, 1).Lanes[17]) / 8.43878950330778e-5, 1e-9);
    }

    /// <summary>A bit without edges is as good nearly everywhere: its sampling instant is in the middle.</summary>
    [Theory]
    [InlineData(-0.49)]
    [InlineData(-0.4)]
    [InlineData(0.4)]
    [InlineData(0.5)]
    public void IdealReceiver_SamplesInTheMiddleOfTheBit(double offsetUi)
    {
        OpticalLinkOptions options = Preset("ideal");
        options = options with { Optics = options.Optics with { ReceiveLossDb = 10 } };
        double middle = BerPredictor.Predict(new OpticalLink(options, 1).Lanes[17]);
        options = options with { Receiver = options.Receiver with { SamplingOffsetUi = offsetUi } };
        Assert.Equal(middle, BerPredictor.Predict(new OpticalLink(options, 1).Lanes[17]));
    }

    [Fact]
    public void Midpoint_IsHalfWayBetweenTheMeans()
    {
        OpticalLinkOptions options = new() { Receiver = new ReceiverOptions { Threshold = "midpoint" }, LitChannels = 25 };
        LaneDecisionModel lane = new OpticalLink(options, 3).Lanes[7];
        double mean = lane.OffLevel + 0.5 * (lane.Cursor + RandomModels.OtherTaps(lane).Sum());
        Assert.Equal(mean, lane.Threshold, 0.51);
    }

    [Fact]
    public void Spreads_HaveTheirDeviation_AndFollowTheSeed()
    {
        OpticalLinkOptions options = new() { Optics = new OpticsOptions { Crosstalk = "none" } };
        OpticalLink one = new(options, 1), again = new(options, 1), other = new(options, 2);
        Assert.Equal(one.PowerDbm, again.PowerDbm);
        Assert.NotEqual(one.PowerDbm, other.PowerDbm);
        Assert.NotEqual(one.SkewUi, other.SkewUi);

        // Sums of squares of 400 standard normal numbers lie within these bounds but for 1e-6 (chi-square quantiles).
        double power = one.PowerDbm.Sum(p => Math.Pow((p + 10.1) / 0.5, 2));
        double skewPs = Math.Sqrt(20 * 20 + 4 * 4), uiPs = 1000 / 2.125;
        double skew = one.SkewUi.Sum(s => Math.Pow(s * uiPs / skewPs, 2));
        Assert.InRange(power, 276.57, 553.95);
        Assert.InRange(skew, 276.57, 553.95);
    }

    [Fact]
    public void Rotation_ShowsInTheErrorRatio_CornersFirst()
    {
        OpticalLinkOptions options = new() { Led = new LedOptions { PowerSpreadDb = 0 } };
        double[] ratio = BerPredictor.Predict(
            new OpticalLink(options with { Optics = options.Optics with { RotationMrad = 25 } }, 1).Lanes);
        Assert.Equal([0, 19, 380, 399], ratio.Select((r, i) => (r, i)).OrderByDescending(x => x.r).Take(4).Select(x => x.i).Order());
        Assert.True(ratio[0] > 10 * ratio[10] && ratio[10] > 10 * ratio[210]);
    }

    [Fact]
    public void Preset_EqualsTheDefaults() => Assert.Equal(new OpticalLinkOptions(), Preset("mosaic-800g"));

    [Theory] // published for the prototype; thresholds 2e-4, "error-free" below 1e-12
    [InlineData(2.0, 10, 0, 1e-12)]
    [InlineData(2.0, 20, 1e-8, 2e-8)]
    [InlineData(2.0, 30, 2e-4, 4e-4)]
    [InlineData(1.6, 30, 0, 2e-4)]
    [InlineData(1.3, 20, 0, 1e-12)]
    [InlineData(2.125, 20, 0.3e-7, 3e-7)]
    public void Mosaic_MedianLane_IsAsMeasured(double rate, double lengthM, double low, double high) =>
        Assert.InRange(Ratios(rate, lengthM).Order().ElementAt(200), low, high);

    [Fact]
    public void Mosaic_MeanOverLanes_PassesTheThresholdBetween26And30Metres()
    {
        Assert.InRange(Ratios(2.125, 26).Average(), 1e-5, 2.4e-4);
        Assert.InRange(Ratios(2.125, 30).Average(), 2.4e-4, 2e-3);
    }

    [Fact]
    public void ValuesOutOfRange_AreToldPlainly()
    {
        Assert.Throws<ValidationException>(() => new OpticalLink(new() { Array = new ArrayOptions { Rows = 65 } }, 1));
        Assert.Throws<ValidationException>(() => new OpticalLink(new() { Fiber = new FiberOptions { LengthM = double.NaN } }, 1));
        Assert.Throws<ValidationException>(() => new OpticalLink(new() { Led = new LedOptions { BandwidthGHz = 0 } }, 1));
        Assert.Throws<ValidationException>(() => new OpticalLink(new() { Optics = new OpticsOptions { Crosstalk = "some" } }, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new OpticalLink(new() { LitChannels = 401 }, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new OpticalLink(new() { LitChannels = 0 }, 1));
    }

    [Fact]
    public void ExtremesOfTheRanges_GiveModels()
    {
        foreach ((double rate, double? bandwidth, double dbm, double loss) in new (double, double?, double, double)[]
            { (10, 0.5, 10, 0), (0.1, 100, -60, 60), (10, null, 10, 0), (0.1, null, -60, 60) })
        {
            var link = new OpticalLink(
                new OpticalLinkOptions
                {
                    Array = new ArrayOptions { Rows = 1, Columns = 2 },
                    Lane = new LaneOptions { BitRateGbps = rate, SkewSpreadPs = 2000 },
                    Led = new LedOptions { AveragePowerDbm = dbm, BandwidthGHz = bandwidth },
                    Receiver = new ReceiverOptions { BandwidthGHz = bandwidth },
                    Optics = new OpticsOptions { TransmitLossDb = loss, ReceiveLossDb = loss },
                },
                1);
            Assert.All(link.Lanes, lane => Assert.InRange(BerPredictor.Predict(lane), 0, 0.5 + 1e-9));
        }
    }

    [Trait("Isa", "true")]
    /// <summary>Half a UI off the best phase of a pulse that is shorter than that: the lane's own bit is not in what it sees.</summary>
    [Fact]
    public void SamplingWhereTheBitIsNot_IsAClosedEye()
    {
        foreach (double offset in new[] { -0.5, 0.5 })
        {
            var options = new OpticalLinkOptions
            {
                Array = new() { Rows = 2, Columns = 2 },
                LitChannels = 4,
                Lane = new() { BitRateGbps = 0.1 },
                Led = new() { BandwidthGHz = null },
                Fiber = new() { LengthM = 0 },
                Receiver = new() { BandwidthGHz = 100, SamplingOffsetUi = offset, RinDbPerHz = null },
            };
            foreach (LaneDecisionModel lane in new OpticalLink(options, 1).Lanes)
                Assert.InRange(BerPredictor.Predict(lane), 0, 1);
        }
    }

    [Fact]
    public void Models_AreTheSameBitsEverywhere()
    {
        OpticalLinkOptions options = new() { Array = new ArrayOptions { Rows = 2, Columns = 3 } };
        options = options with { Optics = options.Optics with { RotationMrad = 30 } };
        var link = new OpticalLink(options, 42);
        ulong hash = 14695981039346656037; // FNV-1a over 64-bit words
        foreach (LaneDecisionModel lane in link.Lanes)
        {
            Mix((ulong)lane.OffLevel);
            Mix((ulong)lane.Threshold);
            Mix(BitConverter.DoubleToUInt64Bits(lane.ErrorBound));
            Mix(BitConverter.DoubleToUInt64Bits(BerPredictor.Predict(lane)));
            foreach (LeakagePath path in lane.Paths)
            {
                Mix((ulong)(uint)path.FirstShift);
                foreach (long coefficient in path.Coefficients)
                    Mix((ulong)coefficient);
            }
        }

        Assert.Equal(9257042375185512491UL, hash);

        void Mix(ulong word) => hash = (hash ^ word) * 1099511628211;
    }

    /// <summary>As it is; without the LED's pole; without the receiver's; without either.</summary>
    private static OpticalLinkOptions WithoutPoles(OpticalLinkOptions options, int which) => options with
    {
        Led = options.Led with { BandwidthGHz = which % 2 == 0 ? options.Led.BandwidthGHz : null },
        Receiver = options.Receiver with { BandwidthGHz = which % 4 < 2 ? options.Receiver.BandwidthGHz : null },
    };

    private static void AssertEqual(OpticalLink link, PlainLink plain, LaneDecisionModel lane)
    {
        plain.AssertEyesAreWidest(lane.Lane);
        double unit = link.CurrentUnit, off = plain.Dark, mean = 0, cursor = plain.Coefficient(lane.Lane, lane.Lane, 0);
        double floor = 1e-5 * Enumerable.Range(0, link.Lanes.Count).Max(j => plain.Coupling(lane.Lane, j))
            * plain.Response(lane.Lane, lane.Lane, 0);
        bool jitter = link.Options.Receiver.JitterPs > 0;
        // What the rays add up is less smooth without a pole, and the integral over them errs by more.
        double accuracy = link.Options.Led.BandwidthGHz is null || link.Options.Receiver.BandwidthGHz is null ? 1e-8 : 1e-9;
        double shift = 0, spread = 0, cursorShift = 0;
        for (int source = 0; source < link.Lanes.Count; source++)
        {
            LeakagePath[] paths = [.. lane.Paths.Where(p => p.Source == source)];
            bool dropped = plain.Coupling(lane.Lane, source) < floor / plain.Response(lane.Lane, lane.Lane, 0);
            for (int k = -6; k <= 12; k++)
            {
                LeakagePath? path = Array.Find(paths, p => p.FirstShift <= k && k <= p.LastShift);
                double expected = plain.Coefficient(lane.Lane, source, k), response = plain.Response(lane.Lane, source, k);
                if (path is null)
                {
                    Assert.True(dropped || plain.Coupling(lane.Lane, source) * Math.Abs(response) < floor * (1 + 1e-6));
                    continue;
                }

                Assert.Single(paths, p => p.FirstShift <= k && k <= p.LastShift);
                Assert.Equal(expected / cursor, path.Coefficients[k - path.FirstShift] * unit / cursor, accuracy);
                off += plain.Zero(lane.Lane, source) * response;
                mean += source == lane.Lane && k == 0 ? 0 : expected / 2;
                Assert.Equal(jitter && source == lane.Lane, path.Displacements.Length > 0);
                if (path.Displacements.Length == 0)
                    continue;
                double displacement = plain.Displacement(lane.Lane, k);
                Assert.Equal(displacement / cursor, path.Displacements[k - path.FirstShift] * unit / cursor, 2e-6);
                if (k == 0)
                    cursorShift = displacement;
                else
                    (shift, spread) = (shift + displacement / 2, spread + displacement * displacement / 4);
            }
        }

        Assert.Equal(off / cursor, lane.OffLevel * unit / cursor, 1e-8);
        double zero = off + mean, one = zero + cursor;
        double sigma0 = plain.Sigma(zero, Math.Sqrt(shift * shift + spread));
        double sigma1 = plain.Sigma(one, Math.Sqrt((shift + cursorShift) * (shift + cursorShift) + spread));
        double threshold = link.Options.Receiver.Threshold is "midpoint" ? (zero + one) / 2 : (sigma0 * one + sigma1 * zero) / (sigma0 + sigma1);
        Assert.Equal(threshold / cursor, lane.Threshold * unit / cursor, jitter ? 1e-6 : 1e-8);
        // The noise bandwidth of an equalised receiver comes from a numerical integral here.
        double sigmaAccuracy = link.EqualizerDb is null ? 1e-12 : 1e-7;
        foreach (long current in new[] { lane.OffLevel, lane.Threshold, lane.WorstOne, lane.WorstZero })
            Assert.Equal(1, lane.Sigma(current, lane.Cursor / 16) * unit / plain.Sigma(current * unit, (lane.Cursor / 16) * unit), sigmaAccuracy);
    }

    private static double[] Ratios(double rate, double lengthM)
    {
        OpticalLinkOptions options = new();
        options = options with
        {
            Lane = options.Lane with { BitRateGbps = rate },
            Fiber = options.Fiber with { LengthM = lengthM },
        };
        return BerPredictor.Predict(new OpticalLink(options, 1).Lanes);
    }

    private static OpticalLinkOptions Preset(string name)
    {
        using Stream stream = typeof(OpticalLink).Assembly.GetManifestResourceStream("presets/" + name)!;
        return JsonSerializer.Deserialize<OpticalLinkOptions>(stream, CamelCase)!;
    }

    // π/2·1.6 GHz are 94.00 dB over 1 Hz, half of 2.125 Gb/s 90.26.
    [Theory]
    [InlineData(-94, 1.6, null)]
    [InlineData(-93.98, 1.6, "receiver.rinDbPerHz: -93.98 is not allowed with a noise bandwidth of 2.513 GHz; it is at most -94 there, where the light's noise is as much as the light")]
    [InlineData(-90.27, null, null)]
    [InlineData(-80, null, "receiver.rinDbPerHz: -80 is not allowed with a noise bandwidth of 1.063 GHz; it is at most -90.26 there, where the light's noise is as much as the light")]
    [InlineData(-80, 0.06, null)]
    public void NoiseBeyondThatOfAnyLight_IsRefusedByName(double rinDbPerHz, double? bandwidthGHz, string? refusal)
    {
        var options = new OpticalLinkOptions
        {
            Array = new() { Rows = 1, Columns = 1 },
            Lane = new() { BitRateGbps = bandwidthGHz < 0.1 ? 0.1 : 2.125 },
            Receiver = new() { RinDbPerHz = rinDbPerHz, BandwidthGHz = bandwidthGHz },
        };
        Assert.Equal(refusal, Record.Exception(() => new OpticalLink(options, 1))?.Message);
    }

    [Theory]
    [InlineData(0.5, 20, 20, null)]
    [InlineData(0.45, 20, 20, "11 UI; on 400 lanes jitter takes at most 10")]
    [InlineData(0.45, 4, 4, null)]
    [InlineData(0.3, 4, 4, "on 16 lanes jitter takes at most 12")]
    [InlineData(0.7, 64, 64, "8 UI; on 4096 lanes jitter takes at most 7")]
    public void JitterOfLongPulses_IsRefusedByName(double bandwidth, int rows, int columns, string? refusal)
    {
        var options = new OpticalLinkOptions
        {
            Array = new() { Rows = rows, Columns = columns },
            Led = new() { BandwidthGHz = bandwidth },
            Receiver = new() { JitterPs = 20 },
        };
        Exception? thrown = Record.Exception(() => new OpticalLink(options, 1));
        if (refusal is null)
        {
            Assert.Null(thrown);
            return;
        }

        Assert.IsType<ValidationException>(thrown);
        Assert.Contains("receiver.jitterPs: 20 is not allowed where a bit lasts", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(refusal, thrown.Message, StringComparison.Ordinal);
    }
}
