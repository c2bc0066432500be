using System.CommandLine;
using Mosaic.Cli.Plugins;
using Mosaic.Cli.Views;
using Mosaic.Emulator.Experiments;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Options;

namespace Mosaic.Cli.Commands;

/// <summary><c>mosaic compare fec</c>: one link with each code, perhaps over values of a setting.</summary>
internal static class CompareFecCommand
{
    private const string DefaultCodes = "kp4,kr4,bch-1023-923,hamming-128-120,kp4+hamming-128-120";

    public static Command Create()
    {
        var command = new ExampleCommand(
            "fec",
            "Run a link with each code: the same traffic, channel, seed and stop rule. Rate, latency, losses with intervals, coding gain against none, speed.",
            "mosaic compare fec --codes kp4,bch-1023-923 --axis fiber.lengthM=25,27,29");
        CommonOptions common = new CommonOptions().AddTo(command);
        var codes = new Option<string>("--codes") { Description = $"Codes: {string.Join(", ", CodeCatalog.Names)}, {CodeCatalog.Forms}, plugin:file#type (default {DefaultCodes}); none is always compared.", HelpName = "a,b,…", DefaultValueFactory = _ => DefaultCodes };
        var axis = new Option<string?>("--axis") { Description = "A setting and its values, e.g. fiber.lengthM=25,27,29 (default: the link as configured).", HelpName = "path=a,b,…" };
        var csv = new Option<string?>("--csv") { Description = "Write the rows as CSV to a file, or to stdout with '-', which silences the report.", HelpName = "FILE|-" };
        foreach (Option option in (ReadOnlySpan<Option>)[codes, axis, csv])
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            string[] names = [.. PluginLoader.SplitNames(parsed.GetRequiredValue(codes))];
            (string? path, (string?, LinkOptions)[] links) = Links(() => common.Configuration(parsed), parsed.GetValue(axis));
            OwnAlgorithms configured = PluginLoader.Of(links[0].Item2);
            var own = new OwnAlgorithms { Codes = PluginLoader.Codes("--codes", names), Deskews = configured.Deskews };
            return Execute(new FecComparisonOptions { Codes = names, Axis = path, Links = links }, own, common.JsonPath(parsed), parsed.GetValue(csv));
        });
        return command;
    }

    private static int Execute(FecComparisonOptions options, OwnAlgorithms own, string? jsonPath, string? csvPath) => new Comparing<FecComparisonReport>
    {
        Run = (progress, cancellation) => FecComparison.Run(options, InputFile.Coupling(options.Links[0].Options), own, progress, cancellation),
        IsEmpty = report => report.Points.Count == 0,
        Failures = report => report.Failures,
        Missed = Missed,
        ToJson = report => report.ToJson(),
        ToCsv = report => report.ToCsv(),
        Print = report => CompareFecView.Print(Terminal.Output(), report),
    }.Execute(jsonPath, csvPath);

    private static string? Missed(FecComparisonReport report)
    {
        FecComparisonPoint[] missed = [.. report.Points.Where(point => !point.GoalReached)];
        return missed.Length == 0
            ? null
            : $"{missed.Length} of {Format.Count(report.Points.Count, "row")} ended without reaching their goal; the first is {(report.Axis is null ? "" : $"{report.Axis} {missed[0].Value}, ")}{missed[0].Code}: {SweepView.Missed(missed[0].StopReason)}";
    }

    private static (string? Path, (string?, LinkOptions)[] Links) Links(Func<LinkConfiguration> configuration, string? axis)
    {
        if (axis is null)
        {
            return (null, [(null, configuration().Build())]);
        }

        string[] parts = axis.Split('=', 2);
        string[] values = parts is [{ Length: > 0 }, { Length: > 0 } list] ? list.Split(',', StringSplitOptions.TrimEntries) : [];
        if (values.Length == 0)
        {
            throw new ConfigurationException($"--axis: '{axis}' is not allowed; it is path=a,b,…, as in fiber.lengthM=25,27,29");
        }

        if (parts[0] is "fec.code" or "optics.file")
        {
            throw new ConfigurationException($"--axis: {parts[0]} cannot be varied here{(parts[0] is "fec.code" ? "; codes go to --codes" : "")}");
        }

        return (parts[0], [.. values.Select(value => ((string?)value, configuration().Set(parts[0], value).Build()))]);
    }
}
