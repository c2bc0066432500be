using System.Globalization;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Events;
using Mosaic.Emulator.Link.Frames;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Measurement;
using Mosaic.Emulator.Tests.Channel;
using Xunit.Abstractions;

namespace Mosaic.Emulator.Tests.Link.Events;

/// <summary>
/// With parity drawn, engine <c>event</c> counts what <c>bit-true</c> counts on the same array, with data and noise of another seed: errors of each
/// lane, codewords by wrong symbols, lost codewords, and groups that lost any. Each pair of counts is compared given their sum, with 1e-6 for
/// all pairs of all links together. Errors of bits that see the same neighbours are not quite independent; counts are divided by
/// <see cref="Scatter"/> before they are compared, which is more than their variance is larger for that.
/// </summary>
public class EventAgreementTests(ITestOutputHelper output)
{
    private const double FalseAlarm = 1e-6, Scatter = 1.25;
    private const int Statistics = 80; // of a link, at most

    private static readonly (string Name, (string Path, string Value)[] Settings, string[] LengthsM)[] Links =
    [
        ("t = 2", [("fec.code", "rs-544-540-0x409-0")], ["24", "25.5"]),
        ("t = 4", [("fec.code", "rs-544-536-0x409-0")], ["26", "27"]),
        ("kr4 x 4", [("fec.code", "kr4")], ["28.25", "29"]),
        ("t = 2, by bit", [("fec.code", "rs-544-540-0x409-0"), ("bonding.striping", "bit")], ["24", "25.5"]),
        ("t = 2, by codeword", [("fec.code", "rs-544-540-0x409-0"), ("bonding.striping", "codeword")], ["23.5", "25"]),
        ("t = 3, 37 lanes", [("fec.code", "rs-544-538-0x409-0"), ("bonding.dataLanes", "37")], ["25.75", "26.5"]),
        ("t = 3, 37 lanes by bit", [("fec.code", "rs-544-538-0x409-0"), ("bonding.dataLanes", "37"), ("bonding.striping", "bit")], ["25.5", "26.5"]),
        ("t = 2, x 3, 39 lanes", [("fec.code", "rs-528-524-0x409-0"), ("fec.interleave", "3"), ("bonding.dataLanes", "39")], ["24.25", "25.5"]),
        ("t = 2, x 1", [("fec.code", "rs-528-524-0x409-0"), ("fec.interleave", "1")], ["24", "25.5"]),
        ("8-bit symbols", [("fec.code", "rs-255-251-0x11d-0"), ("fec.interleave", "2")], ["25.5", "27"]),
        ("no code", [("fec.code", "none")], ["23.25", "24"]),
        ("prbs15", [("fec.code", "rs-544-540-0x409-0"), ("traffic.pattern", "prbs15")], ["24", "25.5"]),
        ("jitter, equaliser", [("fec.code", "rs-544-540-0x409-0"), ("receiver.jitterPs", "30"), ("receiver.equalizer", "3")], ["23.25", "24"]),
        ("skew", [("fec.code", "rs-544-540-0x409-0"), ("lane.skewSpreadPs", "1500")], ["24", "25.5"]),
        ("crosstalk", [("fec.code", "rs-544-540-0x409-0"), ("optics.crosstalk", "kernel"), ("optics.nearestDb", "15"), ("optics.diagonalDb", "20")], ["24.5", "25.5"]),
        ("no crosstalk", [("fec.code", "rs-544-536-0x409-0"), ("optics.crosstalk", "none")], ["27.5", "29"]),
        ("hamming", [("fec.code", "hamming-128-120")], ["26", "27"]),
    ];

    public static TheoryData<string, string> Names
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach ((string name, _, string[] lengths) in Links)
            {
                foreach (string length in lengths)
                {
                    data.Add(name, length);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Counts_AreThoseOfBitTrue(string name, string lengthM)
    {
        int frames = StudySize.Times(32);
        LinkCounts expected = BitTrue(name, lengthM, frames), dimmer = BitTrue(name, lengthM, frames, ("led.averagePowerDbm", "-10.25"));
        var run = new EventRun(Design(name, lengthM, frames, ("engine", "event"), ("seed", "2")), 0, 1);
        using (var crew = new WorkCrew(1))
            run.Run(crew, new StopRule(new StopOptions { PayloadBits = frames * run.Design.MessageBits }, false), null, default);
        double ratio = (double)expected.CodewordErrors / expected.Codewords, encoded = (double)run.EncodedGroups / expected.Groups;
        double level = FalseAlarm / (Links.Sum(link => link.LengthsM.Length) * Statistics);
        (double least, string where) = Least(expected, run.Tally.Counts);
        (double planted, string found) = Least(dimmer, run.Tally.Counts);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}, {lengthM} m: {expected.BitErrors} and {run.Tally.Counts.BitErrors} bit errors, {ratio:0.0e0} and {(double)run.Tally.Counts.CodewordErrors / expected.Codewords:0.0e0} of codewords lost, {encoded:0.0 %} encoded; least p {least:0.0e0} ({where}); 0.15 dB less light: {planted:0.0e0} ({found})"));
        Assert.Equal(expected.Frames, run.Tally.Counts.Frames);
        Assert.InRange(ratio, 5e-5, 0.2);
        Assert.True(encoded < 0.5, "Hardly anything was drawn.");
        Assert.True(least >= level, $"{where}: {least}");
        Assert.True(planted < level, "0.15 dB of light pass unseen.");
    }

    private static LinkCounts BitTrue(string name, string lengthM, int frames, params (string Path, string Value)[] more)
    {
        LinkDesign design = Design(name, lengthM, frames, [("seed", "1"), .. more]);
        var trial = new LinkTrial(design, 0, 1, null, Delivery.Nothing);
        using var crew = new WorkCrew(1);
        new LinkRun(trial, crew, new StopRule(new StopOptions { PayloadBits = frames * design.MessageBits }, false), null, default).Run(null);
        return trial.Tally.Counts;
    }

    private static LinkDesign Design(string name, string lengthM, int frames, params (string Path, string Value)[] more) => new(LinkEmulatorTests.Small([
        ("deviceSeed", "1"), ("led.powerSpreadDb", "0.3"), ("arrival.skewUi", "0"), ("fiber.lengthM", lengthM), .. Array.Find(Links, link => string.Equals(link.Name, name, StringComparison.Ordinal)).Settings, .. more]).Build());

    /// <summary>The smallest of the p-values of all pairs of counts.</summary>
    private static (double P, string Where) Least(LinkCounts a, LinkCounts b)
    {
        var pairs = new List<(string Where, long A, long InA, long B, long InB)>
        {
            ("lost codewords", a.CodewordErrors, a.Codewords, b.CodewordErrors, b.Codewords),
            ("lost groups", a.FailedGroups, a.Groups, b.FailedGroups, b.Groups),
            ("clean codewords", a.Clean, a.Codewords, b.Clean, b.Codewords),
            ("bit errors", a.BitErrors, a.Bits, b.BitErrors, b.Bits),
        };
        for (int lane = 0; lane < a.LaneErrors.Length; lane++)
            pairs.Add(($"lane {lane}", a.LaneErrors[lane], a.LaneBits[lane], b.LaneErrors[lane], b.LaneBits[lane]));
        for (int wrong = 0; wrong < 20; wrong++)
            pairs.Add(($"codewords with {wrong} wrong symbols", a.SymbolErrorHistogram[wrong], a.Codewords, b.SymbolErrorHistogram[wrong], b.Codewords));
        Assert.InRange(pairs.Count, 40, Statistics);
        return pairs.Select(pair => (TwoSampleTest.PValue(Scaled(pair.A), Scaled(pair.InA), Scaled(pair.B), Scaled(pair.InB)), pair.Where)).Min();
        static long Scaled(long count) => (long)(count / Scatter);
    }
}
