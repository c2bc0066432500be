using System.CommandLine;
using System.Globalization;
using Mosaic.Cli.Plugins;
using Mosaic.Cli.Views;
using Mosaic.Emulator.Bonding.Deskew;
using Mosaic.Emulator.Experiments;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Options;

namespace Mosaic.Cli.Commands;

/// <summary><c>mosaic compare deskew</c>: brings links up with each algorithm, over bit error rates and skews.</summary>
internal static class CompareDeskewCommand
{
    public static Command Create()
    {
        var command = new ExampleCommand(
            "deskew",
            "Bring links up with each deskew algorithm, at given bit error rates, skews and drifts: lock time, failures, losses, reach, memory, speed. "
            + "Lanes, frame, arrival and deskew are the link's; its light is not.", "mosaic compare deskew --ber 1e-4,1e-2,0.1 --skew 0,1000 --trials 1000");
        CommonOptions common = new CommonOptions().AddTo(command);
        var algorithms = new Option<string?>("--algorithms") { Description = $"Algorithms: {string.Join(", ", DeskewCatalog.Names)}, plugin:file#type (default: all with a name that the link can have; lane-code takes bonding.laneSecded).", HelpName = "a,b,…" };
        var ber = new Option<string>("--ber") { Description = "Bit error rates (default 1e-4,1e-2,0.1).", HelpName = "p,q,…", DefaultValueFactory = _ => "1e-4,1e-2,0.1" };
        var skew = new Option<string?>("--skew") { Description = "Skews in UI (default: that of arrival).", HelpName = "n,m,…" };
        var drift = new Option<string?>("--drift") { Description = "Fastest drifts in UI per million UI (default: that of arrival).", HelpName = "r,s,…" };
        var trials = NumberOption.Create("--trials", "Links at each point (default 100).", 1, DeskewComparisonOptions.LargestTrials, 100);
        var hold = NumberOption.Create("--hold", "Frames to watch a link for after its bring-up (default 8).", 0, DeskewComparisonOptions.LargestHoldFrames, 8);
        var csv = new Option<string?>("--csv") { Description = "Write the points as CSV to a file, or to stdout with '-', which silences the report.", HelpName = "FILE|-" };
        foreach (Option option in (ReadOnlySpan<Option>)[algorithms, ber, skew, drift, trials, hold, csv])
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            LinkOptions options = common.Configuration(parsed).Build();
            var design = new LinkDesign(options, InputFile.Coupling(options), PluginLoader.Of(options));
            var grid = new DeskewComparisonOptions
            {
                Algorithms = [.. Algorithms(parsed.GetValue(algorithms) ?? string.Join(',', DeskewCatalog.Names.Where(n => design.Secded is not null || !string.Equals(n, DeskewCatalog.LaneCode, StringComparison.Ordinal)).Reverse()), design)],
                Ber = [.. Numbers<double>("--ber", parsed.GetRequiredValue(ber), "numbers from 0 to 0.5")],
                SkewUi = parsed.GetValue(skew) is { } text ? [.. Numbers<int>("--skew", text, "integers from 0")] : [design.ArrivalSkewUi],
                DriftPpm = parsed.GetValue(drift) is { } rates ? [.. Numbers<double>("--drift", rates, "numbers from 0 to 1000")] : [options.Arrival.DriftPpm],
                Trials = parsed.GetValue(trials),
                HoldFrames = parsed.GetValue(hold),
            };
            return Execute(design, grid, common.JsonPath(parsed), parsed.GetValue(csv));
        });
        return command;
    }

    private static int Execute(LinkDesign design, DeskewComparisonOptions grid, string? jsonPath, string? csvPath) => new Comparing<DeskewComparisonReport>
    {
        Run = (progress, cancellation) => DeskewComparison.Run(design, grid, progress, cancellation),
        IsEmpty = report => report.Points.Count == 0,
        Failures = report => report.Failures,
        Missed = _ => null,
        ToJson = report => report.ToJson(),
        ToCsv = report => report.ToCsv(),
        Print = report => CompareDeskewView.Print(Terminal.Output(), report),
    }.Execute(jsonPath, csvPath);

    private static IEnumerable<(string Name, DeskewFactory Make)> Algorithms(string names, LinkDesign design)
    {
        string[] list = [.. PluginLoader.SplitNames(names)];
        Dictionary<string, DeskewFactory> own = PluginLoader.Deskews("--algorithms", list);
        foreach (string name in list)
        {
            if (!DeskewCatalog.Names.Contains(name, StringComparer.Ordinal) && !own.ContainsKey(name))
            {
                throw new ConfigurationException($"--algorithms: there is no '{name}'{Nearest.Hint(name, DeskewCatalog.Names)}; algorithms are {string.Join(", ", DeskewCatalog.Names)}, plugin:file#type");
            }

            if (string.Equals(name, DeskewCatalog.LaneCode, StringComparison.Ordinal) && design.Secded is null)
            {
                throw new ConfigurationException("--algorithms: lane-code needs words across the lanes; set bonding.laneSecded true");
            }

            yield return (name, own.GetValueOrDefault(name) ?? DeskewCatalog.Find(name, design.Secded));
        }
    }

    private static IEnumerable<T> Numbers<T>(string option, string list, string expected)
        where T : struct, System.Numerics.INumber<T>
    {
        foreach (string text in list.Split(',', StringSplitOptions.TrimEntries))
        {
            yield return T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out T number)
                ? number
                : throw new ConfigurationException($"{option}: '{text}' is not allowed; {option} takes {expected}, separated by commas");
        }
    }
}
