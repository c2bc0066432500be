using Mosaic.Cli.Commands;
using Mosaic.Cli.Views;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Link.Reports;
using Mosaic.Emulator.Tests.Link;
using Spectre.Console;

namespace Mosaic.Emulator.Tests.Cli;

public class ViewTests
{
    private static readonly Lazy<(LinkReport Report, LinkDesign Design)> Lossy = new(() =>
    {
        var emulator = new LinkEmulator(LinkEmulatorTests.Small(("led.averagePowerDbm", "-12.4"), ("stop.payloadBits", "3e6")).Build());
        return (emulator.Run(), emulator.Design);
    });

    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(120)]
    public void Reports_FitTheTerminal_AndGoOnInTheirColumn(int width)
    {
        (LinkReport report, LinkDesign design) = Lossy.Value;
        foreach (string text in (string[])[
            Print(width, console => RunView.Print(console, report, design)),
            Print(width, console => PredictView.Print(console, LinkPrediction.Of(design), design))])
        {
            Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, width));
            Assert.DoesNotMatch(@"\d\n {14}(UI|Gb/s|s|ns|%|bits?|payload bits|errors?|frames?|threads?|clean|corrected|uncorrectable|…)(\W|$)|(…|predicted)\n {14}\d", text);
            // Spectre breaks what does not fit at the first column.
            Assert.All(text.Split('\n').Skip(3).Where(line => line.Length > 0), line => Assert.StartsWith("  ", line, StringComparison.Ordinal));
        }
    }

    /// <summary>The default array and its histogram share the lines of a terminal of usual width.</summary>
    [Fact]
    public void At80Columns_TheHistogramIsBesideTheMap()
    {
        (LinkReport report, LinkDesign design) = Lossy.Value;
        LinkReport wide = report with
        {
            Config = new LinkConfiguration().Build(),
            PreFec = report.PreFec with { LaneBer = [.. Enumerable.Repeat<double?>(1e-3, 400)] },
        };
        string text = Print(80, console => RunView.Print(console, wide, design));
        Assert.Matches(@"\n  3( 3){19}   wrong symbols a word \(log, t = 15\)\n", text);
    }

    [Fact]
    public void NothingCounted_IsADash()
    {
        var emulator = new LinkEmulator(LinkEmulatorTests.Small(("led.averagePowerDbm", "-40")).Build());
        LinkReport report = emulator.Run();
        string text = Print(80, console => RunView.Print(console, report, emulator.Design));
        Assert.Contains("  before FEC  –  predicted 4.9", text, StringComparison.Ordinal);
        Assert.Contains("  after FEC   –\n", text, StringComparison.Ordinal);
        Assert.Contains("  lost words  –", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0 frames", "0 times")]
    [InlineData(1, "1 frame", "once")]
    [InlineData(2, "2 frames", "2 times")]
    [InlineData(1_234_567, "1,234,567 frames", "1,234,567 times")]
    public void Counts_AgreeWithTheirNouns(long count, string frames, string times) =>
        Assert.Equal((frames, times), (Format.Count(count, "frame"), Format.Times(count)));

    [Theory]
    [InlineData(1, 1, 1, "; lock lost once; 1 slip, 1 lane frame misread")]
    [InlineData(2, 3, 4, "; lock lost 2 times; 3 slips, 4 lane frames misread")]
    [InlineData(1, 0, 5, "; lock lost once; 5 lane frames misread\n")]
    [InlineData(0, 0, 5, " ns); 5 lane frames misread: lanes are not where the deskew placed them\n")]
    [InlineData(0, 0, 0, " ns)\n")]
    public void LossesOfLock_AreSaidInEnglish(int losses, int slips, int misread, string expected)
    {
        (LinkReport report, LinkDesign design) = Lossy.Value;
        LinkReport slipped = report with { Deskew = report.Deskew with { LockLosses = losses, Slips = slips, MisalignedLaneFrames = misread } };
        Assert.Contains(expected, Print(200, console => RunView.Print(console, slipped, design)), StringComparison.Ordinal);
    }

    [Fact]
    public void Histogram_ShowsEveryNumber_AndWhereTheCodesReachEnds()
    {
        long[] counts = [.. Enumerable.Range(0, 18).Select(i => 1000L - i)];
        IReadOnlyList<string> lines = Histogram.Make(counts, 15, 50);
        Assert.Equal(1 + 18 + 1, lines.Count);
        Assert.Contains("t = 15", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("15 [yellow]", lines[16], StringComparison.Ordinal);
        Assert.Contains("beyond t = 15", lines[17], StringComparison.Ordinal);
        Assert.StartsWith("16 [red]", lines[18], StringComparison.Ordinal);
        Assert.All(lines, line => Assert.InRange(Markup.Remove(line).Length, 1, 50));
        // Nothing beyond: nothing to separate.
        Assert.Equal(1 + 16, Histogram.Make(counts[..16], 15, 50).Count);
    }

    [Theory]
    [InlineData(100, 16)]
    [InlineData(100, 99)]
    [InlineData(300, 0)]
    [InlineData(545, 15)]
    [InlineData(0, 15)]
    public void Histogram_OfALongCode_LosesNoCodeword(int numbers, int correctable)
    {
        IReadOnlyList<string> lines = Histogram.Make([.. Enumerable.Repeat(1L, numbers)], correctable, 60);
        Assert.InRange(lines.Count, 1, 24);
        Assert.Equal(numbers, lines.Skip(1).Where(line => !line.Contains("beyond", StringComparison.Ordinal)).Sum(line => int.Parse(line.Split(' ')[^1])));
    }

    [Fact]
    public void Faults_AreListed_AndAPredictionSaysThatItKnowsOfNone()
    {
        LinkOptions options = LinkEmulatorTests.Small(("stop.payloadBits", "1.4e6")).Build() with
        {
            Faults =
            [
                new() { Kind = "dead", Lane = 7, AtFrame = 1 }, new() { Kind = "weak", Lane = 8, Db = 1.5, AtFrame = 1000, UntilFrame = 2000 },
                new() { Kind = "drift", Lane = 9, Db = -0.1 }, new() { Kind = "noisy", Lane = 1, Db = 3 }, new() { Kind = "stuck-one", Lane = 2 },
                new() { Kind = "burst", Ui = 1234 }, new() { Kind = "slip", Lane = 3, Ui = -1 }, new() { Kind = "slip", Lane = 4, Ui = 1 }, new() { Kind = "dead", Lane = 8 },
            ],
        };
        var emulator = new LinkEmulator(options);
        LinkReport report = emulator.Run();
        string text = Print(120, console => RunView.Print(console, report, emulator.Design));
        Assert.Contains(
            "  faults      lane 7 dead from frame 1 on\n              lane 8 weaker by 1.5 dB in frames 1,000 to 1,999 (the run ended before)\n"
            + "              lane 9 weaker by -0.1 dB a frame from frame 0 on\n              lane 1 noisier by 3 dB from frame 0 on\n              lane 2 sends ones only from frame 0 on\n"
            + "              all lanes random for 1,234 UI in frame 0\n              lane 3 slips by -1 UI before frame 0\n              lane 4 slips by +1 UI before frame 0\n              and 1 more\n",
            text,
            StringComparison.Ordinal);
        Assert.Contains("  faults      not in here", Print(80, console => PredictView.Print(console, LinkPrediction.Of(emulator.Design), emulator.Design)), StringComparison.Ordinal);
    }

    [Fact]
    public void Prediction_SaysWhereSymbolErrorsAreNotIndependent()
    {
        foreach ((string preset, string note) in new[] { ("mosaic-800g", "lost  symbol errors taken as independent\n"), ("mosaic-800g-spared", "lost  too few, errors come together here: engine=tail\n") })
        {
            var design = new LinkDesign(new LinkConfiguration().Set("preset", preset).Build());
            Assert.Contains(note, Print(80, console => PredictView.Print(console, LinkPrediction.Of(design), design)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void StepsOfTheBudgetThatRoundToNothing_HaveNoSign()
    {
        LinkOptions options = new LinkConfiguration().Set("optics.spotSigmaUm", "4.5").Set("optics.haloFraction", "0.001").Build();
        var design = new LinkDesign(options);
        LinkPrediction prediction = LinkPrediction.Of(design);
        Assert.InRange(prediction.Budget.Single(s => s.Step is "crosstalk").Db!.Value, -0.05, -1e-15);
        Assert.Contains("neighbours         0.0 dB ", Print(80, console => PredictView.Print(console, prediction, design)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kind=dead,lane", "--fault kind=dead,lane: expected each key once as key=value")]
    [InlineData("lane=1,lane=2", "--fault lane=1,lane=2: expected each key once")]
    [InlineData("", "--fault : expected each key once")]
    public void WrongFaultArguments_AreNamed(string argument, string message)
    {
        Assert.Equal("""[{"kind":"dead","lane":3},{"kind":"burst","ui":7,"untilFrame":null}]""", FaultArgument.ToJson(["kind=dead,lane=3", "kind=burst,ui=7,untilFrame=null"]));
        Assert.StartsWith(message, Assert.Throws<ConfigurationException>(() => FaultArgument.ToJson([argument])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LaneMap_TellsDarkFromErrorFree()
    {
        double?[] lanes = [null, 0, 1e-3, null, null, 1e-5];
        (IReadOnlyList<string> lines, _) = LaneMap.Make(lanes, 2, 3, colour: true, 80);
        // Nothing; nothing below an error-free lane; two lanes with errors.
        Assert.Equal("  [#808088]▀▀[/][#7A0403 on #30123B]▀▀[/]", lines[0]);
        Assert.Contains(lines, line => line.Contains("no error, blank: dark", StringComparison.Ordinal));
        (lines, _) = LaneMap.Make([1e-3, 1e-4], 1, 2, colour: true, 80);
        Assert.DoesNotContain(lines, line => line.Contains("no error", StringComparison.Ordinal));
        (lines, _) = LaneMap.Make(lanes, 2, 3, colour: false, 80);
        Assert.Equal("  · 3", lines[0]);
    }

    /// <summary>Channels, skew and its histogram: side by side at 80 columns, and below each other where there is less room.</summary>
    [Fact]
    public void ChannelsAndSkew_AreMapsAndAHistogram()
    {
        LinkReport report = Spared();
        string text = Print(80, console => SkewView.Print(console, report));
        Assert.Equal(
            """
              channels           skew of each lane    lanes by skew (UI)
              ··x·               02 4                 0 ██████████████████████████████████ 2
              c?cc               0?11                 1 ██████████████████████████████████ 2
              +ss                9                    2 █████████████████ 1
              · 3 data           digit d: d/10 of 9   3 0
              c 3 check                               4 █████████████████ 1
            """,
            string.Join('\n', text.Split('\n')[..6]));
        Assert.All(Print(30, console => SkewView.Print(console, report)).Split('\n'), line => Assert.InRange(line.Length, 0, 30));
        // Lanes as they were built, that arrive together: nothing to see.
        LinkReport plain = report with
        {
            Config = report.Config with { Bonding = report.Config.Bonding with { DataLanes = 6, LaneSecded = false, SpareLanes = 0 } },
            Deskew = report.Deskew with { SkewUi = [0, 0, 0, 0, 0, 0], BufferUi = 0, Missing = [] },
            Repair = report.Repair with { MappedOut = [], Events = [], LaneChannel = null },
        };
        Assert.Equal("", Print(80, console => SkewView.Print(console, plain)));
    }

    [Theory]
    [InlineData(9, 10, "0", "9")]
    [InlineData(10, 6, "0–1", "10–11")]
    [InlineData(382, 8, "0–49", "350–399")]
    [InlineData(100_000, 6, "0–19999", "100000–119999")]
    public void SkewHistogram_HasFewRows_OfRoundSteps(long largest, int rows, string first, string last)
    {
        LinkReport report = Spared();
        IReadOnlyList<string> lines = SkewView.Histogram(report.Deskew with { SkewUi = [0, largest, null] }, 40);
        Assert.Equal(rows + 2, lines.Count);
        Assert.StartsWith(first, lines[1].TrimStart(), StringComparison.Ordinal);
        Assert.StartsWith(last, lines[^2].TrimStart(), StringComparison.Ordinal);
        Assert.All(lines, line => Assert.InRange(Markup.Remove(line).Length, 1, 40));
    }

    /// <summary>4 lanes, 4 check lanes, 3 spares: lane 2 has moved to channel 8, lane 5 is not found.</summary>
    private static LinkReport Spared()
    {
        LinkReport report = Lossy.Value.Report;
        return report with
        {
            Config = report.Config with
            {
                Array = report.Config.Array with { Rows = 3, Columns = 4 },
                Bonding = report.Config.Bonding with { DataLanes = 4, LaneSecded = true, SpareLanes = 3 },
            },
            Deskew = report.Deskew with { SkewUi = [0, 2, 9, 4, 0, null, 1, 1], BufferUi = 9, Missing = [5] },
            Repair = report.Repair with
            {
                MappedOut = [],
                Events = [new(7, 23, 2, 2, 8, 1, 1, 0, true)],
                LaneChannel = [0, 1, 8, 3, 4, 5, 6, 7],
            },
        };
    }

    internal static string Print(int width, Action<IAnsiConsole> print)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
        });
        console.Profile.Width = width;
        print(console);
        return writer.ToString();
    }
}
