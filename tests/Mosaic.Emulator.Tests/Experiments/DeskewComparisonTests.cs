using Mosaic.Emulator.Bonding.Arrivals;
using Mosaic.Emulator.Bonding.Deskew;
using Mosaic.Emulator.Experiments;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Link.Reports;
using Mosaic.Emulator.Tests.Link;

namespace Mosaic.Emulator.Tests.Experiments;

public class DeskewComparisonTests
{
    private static readonly (string, DeskewFactory) Marker = ("marker", DeskewCatalog.Find("marker")), Correlate = ("correlate", DeskewCatalog.Find("correlate"));

    [Fact]
    public void EverythingButSpeed_IsTheSame_ForAnyNumberOfThreads()
    {
        string[] reports = [.. new[] { "1", "2", "5" }.Select(threads => string.Join(
            '\n',
            Run(Grid([Marker, Correlate], [1e-3, 0.08], [0, 700]), ("threads", threads)).Points.Select(p => p with { HuntGbps = 0 })))];
        Assert.Contains("correlate", reports[0], StringComparison.Ordinal);
        Assert.All(reports, report => Assert.Equal(reports[0], report));
    }

    /// <summary>Without errors both lock with the second marker of the lane that arrives last, as in the emulator.</summary>
    [Fact]
    public void LockTime_IsTheEmulators()
    {
        LinkConfiguration configuration = LinkEmulatorTests.Small(("lane.skewSpreadPs", "0"), ("fiber.skewSpreadPsPerM", "0"), ("fiber.lengthM", "5"));
        long? expected = new LinkEmulator(configuration.Build()).Run().Deskew.LockTimeUi;
        var design = new LinkDesign(configuration.Build());
        DeskewComparisonReport report = DeskewComparison.Run(design, Grid([Marker, Correlate], [0], [500]) with { Trials = 1 });
        Assert.All(report.Points, point =>
        {
            Assert.Equal(expected, point.LockTimeMedianUi);
            Assert.Equal((0, 0, 0), (point.Failed.Count, point.Lost.Count, point.FalseLocks.Count));
            Assert.Equal((0.0, 1, 1), (point.Failed.Low, point.Trials, point.Locked));
            Assert.InRange(point.Failed.High, 0.97, 0.98);
        });
        Assert.Equal(128.0 / design.Layout.FrameUi, report.Overhead);
        Assert.Equal(40 * 1024, report.DelayLineBits);
    }

    /// <summary>Where markers are hopeless one by one, they are not together; and a lock that is kept is not lost.</summary>
    [Fact]
    public void Correlate_LocksWhereMarkerDoesNot()
    {
        DeskewComparisonReport report = Run(Grid([Marker, Correlate], [0.1], [300]) with { Trials = 30, HoldFrames = 30 });
        Assert.Equal(30, report.Points[0].Failed.Count);
        Assert.Equal((0, 0, 0), (report.Points[1].Failed.Count, report.Points[1].Lost.Count, report.Points[1].FalseLocks.Count));
        Assert.True(report.Points[1].LockTimeMaxUi < 8 * report.FrameUi);
    }

    [Fact]
    public void SkewBeyondTheDelayLines_Fails()
    {
        DeskewComparisonReport report = Run(Grid([Marker, Correlate], [1e-3], [500]), ("deskew.maxSkewUi", "100"));
        Assert.All(report.Points, point => Assert.Equal((10, null, 0), (point.Failed.Count, point.LockTimeMedianUi, point.FalseLocks.Count)));
    }

    /// <summary>A deskew of one's own stands beside the others, and is found out if it is wrong.</summary>
    [Fact]
    public void ALiar_IsFoundOut()
    {
        DeskewComparisonReport report = Run(Grid([Correlate, ("liar", (ports, frameUi, maxSkewUi) => new Liar(new MarkerDeskew(ports, frameUi, maxSkewUi)))], [1e-3], [300]));
        Assert.Equal(("correlate", 0), (report.Points[0].Algorithm, report.Points[0].FalseLocks.Count));
        Assert.Equal(("liar", 10), (report.Points[1].Algorithm, report.Points[1].FalseLocks.Count));
    }

    [Fact]
    public void ALinkTakesADeskewOfOnesOwn()
    {
        LinkOptions options = LinkEmulatorTests.Small(("stop.payloadBits", "1e6")).Build();
        LinkReport named = new LinkEmulator(options with { Deskew = options.Deskew with { Algorithm = "correlate" } }).Run();
        Assert.Equal("correlate", named.Deskew.Algorithm);
        var algorithms = new OwnAlgorithms
        {
            Deskews = new Dictionary<string, DeskewFactory>(StringComparer.Ordinal) { ["plugin:liar"] = (ports, frameUi, maxSkewUi) => new Liar(new MarkerDeskew(ports, frameUi, maxSkewUi)) },
        };
        options = options with { Deskew = options.Deskew with { Algorithm = "plugin:liar" } };
        LinkReport own = new LinkEmulator(options, own: algorithms).Run();
        Assert.StartsWith("deskew.algorithm: 'plugin:liar' is not among", Assert.Throws<ConfigurationException>(() => new LinkEmulator(options)).Message, StringComparison.Ordinal);
        Assert.Equal("liar", own.Deskew.Algorithm);
        // Lanes a bit late: what comes out is noise, and counted as that.
        Assert.True(own.PreFec.Ber > 0.4);
        Assert.True(named.PreFec.Ber < 0.01);
    }

    [Fact]
    public void Csv_HasARowForEachPoint()
    {
        DeskewComparisonReport report = Run(Grid([Marker, Correlate], [1e-3, 0.3], [0]));
        string[] lines = report.ToCsv().TrimEnd('\n').Split('\n');
        Assert.Equal(5, lines.Length);
        Assert.StartsWith("ber,skew_ui,drift_ppm,algorithm,trials,locked,", lines[0], StringComparison.Ordinal);
        Assert.All(lines, line => Assert.Equal(lines[0].Count(c => c == ','), line.Count(c => c == ',')));
        Assert.StartsWith("0.3,0,0,marker,10,0,,,,10,", lines[3], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.6, 0, 10, 8, "ber: 0.6 is not allowed; it is a number from 0 to 0.5")]
    [InlineData(double.NaN, 0, 10, 8, "ber: NaN is not allowed; it is a number from 0 to 0.5")]
    [InlineData(0.1, -1, 10, 8, "skew: -1 is not allowed; it is an integer from 0 to ")]
    [InlineData(0.1, 40_000, 10, 8, "skew: 40000 is not allowed; it is an integer from 0 to ")]
    [InlineData(0.1, 0, 0, 8, "trials: 0 is not allowed; it is an integer from 1 to 1000000")]
    [InlineData(0.1, 0, 10, -1, "hold: -1 is not allowed; it is an integer from 0 to 100000")]
    public void BadValues_AreRefused(double ber, int skewUi, int trials, int hold, string message)
    {
        var failure = Assert.Throws<ConfigurationException>(() => Run(Grid([Marker], [ber], [skewUi]) with { Trials = trials, HoldFrames = hold }));
        Assert.StartsWith(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancelled_ItKeepsThePointsUntilThen()
    {
        using var cancellation = new CancellationTokenSource();
        var design = new LinkDesign(LinkEmulatorTests.Small().Build());
        DeskewComparisonReport whole = DeskewComparison.Run(design, Grid([Marker, Correlate], [1e-3, 0.1], [0]));
        DeskewComparisonReport part = DeskewComparison.Run(design, Grid([Marker, Correlate], [1e-3, 0.1], [0]), _ => cancellation.Cancel(), cancellation.Token);
        Assert.Equal(2, part.Points.Count);
        Assert.Equal(whole.Points.Take(2).Select(point => point with { HuntGbps = 0 }), part.Points.Select(point => point with { HuntGbps = 0 }));
        Assert.Empty(DeskewComparison.Run(design, Grid([Marker], [0.1], [0]), cancellation: cancellation.Token).Points);
    }

    private static DeskewComparisonOptions Grid((string, DeskewFactory)[] algorithms, double[] ber, int[] skewUi) =>
        new() { Algorithms = algorithms, Ber = ber, SkewUi = skewUi, Trials = 10 };

    private static DeskewComparisonReport Run(DeskewComparisonOptions options, params (string Path, string Value)[] settings) =>
        DeskewComparison.Run(new LinkDesign(LinkEmulatorTests.Small(settings).Build()), options);

    /// <summary>Says of every lane that it is a UI later than it is.</summary>
    private sealed class Liar(IDeskew honest) : IDeskew
    {
        public string Name => "liar";

        public bool IsAligned => honest.IsAligned;

        public long? LockTimeUi => honest.LockTimeUi;

        public long LockLosses => honest.LockLosses;

        public long StateBits => honest.StateBits;

        public void Skip(long frames)
        {
            // Lies are not bound to time.
        }

        public void Observe(IPortStreams streams) => honest.Observe(streams);

        public void CopyAlignments(Span<PortAlignment> alignments)
        {
            honest.CopyAlignments(alignments);
            foreach (ref PortAlignment alignment in alignments)
            {
                alignment = alignment with { FirstFrame = alignment.FirstFrame + 1 };
            }
        }

        public IReadOnlyList<(int Lane, long? SkewUi)> Missing() => honest.Missing();
    }
}
