using Mosaic.Cli.Views;
using Mosaic.Emulator.Bonding.Deskew;
using Mosaic.Emulator.Experiments;
using Mosaic.Emulator.Experiments.Sweeps;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Tests.Link;
using Spectre.Console;

namespace Mosaic.Emulator.Tests.Cli;

/// <summary>Tables and progress on terminals of any width.</summary>
public class TableViewTests
{
    private static readonly Lazy<BerCurve> Curve = new(() => Sweep.Run(
        new SweepPlan(LinkEmulatorTests.Small(("stop.payloadBits", "2e6"), ("led.averagePowerDbm", "-12.4")).Build(), [SweepAxis.Parse("fiber.lengthM=20,22,24")]), new SweepOptions()));

    private static readonly Lazy<FecComparisonReport> Codes = new(() => FecComparison.Run(new FecComparisonOptions
    {
        Codes = ["kp4", "kp4+hamming-128-120"],
        Links = [(null, LinkEmulatorTests.Small(("stop.payloadBits", "2e6"), ("led.averagePowerDbm", "-12.4")).Build())],
    }));

    private static readonly Lazy<DeskewComparisonReport> Deskews = new(() => DeskewComparison.Run(
        new LinkDesign(LinkEmulatorTests.Small().Build()),
        new DeskewComparisonOptions { Algorithms = [("marker", DeskewCatalog.Find("marker")), ("correlate", DeskewCatalog.Find("correlate"))], Ber = [1e-3, 0.1], SkewUi = [0, 100], Trials = 4, HoldFrames = 2 }));

    /// <summary>On a narrow terminal columns go, the last one that says the result never; no line is broken.</summary>
    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(120)]
    public void Tables_FitTheTerminal(int width)
    {
        (string Name, string Text, string[] Kept, string[] At80)[] tables =
        [
            ("sweep", ViewTests.Print(width, console => SweepView.Print(console, Curve.Value)), ["lengthM", "BER", "CER"], ["1e-", "trials", "ended by"]),
            ("check", ViewTests.Print(width, console => CheckView.Print(console, new BerBaseline(Curve.Value).Compare(Curve.Value), null)), ["point", "ratio"], ["baseline", "95 %", "sees"]),
            ("fec", ViewTests.Print(width, console => CompareFecView.Print(console, Codes.Value)), ["code", "lost words", "net"], ["after FEC", "frames", "miscorr.", "gain", "latency", "payload"]),
            ("deskew", ViewTests.Print(width, console => CompareDeskewView.Print(console, Deskews.Value)), ["BER", "algorithm", "failed", "lost"], ["time,", "frames", "misread", "1 core"]),
        ];
        foreach ((string name, string text, string[] kept, string[] at80) in tables)
        {
            // A row is a line, also where there is less room than the columns need that stay.
            string[] rows = [.. text.Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal))];
            if (width >= 60)
            {
                Assert.All(rows, line => Assert.True(line.Length <= width, $"{name}: {line}"));
            }

            Assert.All(kept, head => Assert.Contains(head, text, StringComparison.Ordinal));
            Assert.All(at80, head => Assert.True(width < 80 || text.Contains(head, StringComparison.Ordinal), $"{name} at {width}: {head}\n{text}"));
        }
    }

    /// <summary>What is marked by colour is marked without it, and no escape code is sent.</summary>
    [Fact]
    public void WithoutColour_NothingIsLost()
    {
        BerCurve curve = Curve.Value;
        BerComparison moved = new BerBaseline(curve).Compare(curve with { Points = [.. curve.Points.Select(point => point with { BitErrors = point.BitErrors * 2, CodewordErrors = point.CodewordErrors })] });
        string text = ViewTests.Print(80, console => CheckView.Print(console, moved, null));
        Assert.Equal(curve.Points.Count, text.Split('\n').Count(line => line.StartsWith("! lengthM", StringComparison.Ordinal)));
        Assert.DoesNotContain('\u001b', text);
        Assert.DoesNotContain("[red]", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(40, 2)]
    [InlineData(60, 3)]
    [InlineData(72, 4)]
    [InlineData(80, 5)]
    [InlineData(200, 5)]
    public void Progress_ShowsWhatThereIsRoomFor(int width, int columns)
    {
        ProgressColumn[] shown = [.. ProgressLine.Columns(width)];
        Assert.Equal(columns, shown.Length);
        Assert.InRange(shown.OfType<ProgressBarColumn>().SingleOrDefault()?.Width ?? 0, 0, 40);
    }

    [Fact]
    public void ASweepUnderWay_TellsRateAndTimeLeft()
    {
        var progress = new SweepProgress(Curve.Value.Points, 20, 300);
        string text = ViewTests.Print(80, console => console.Write(SweepLive.View(progress, 80, 24, 2.5e9)));
        Assert.Contains("3 of 3 points ended after 20 s, 2.50 Gb/s, about 0:05:00 left", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }
}
